"""Draws the tables of the economy's simulations as SVG: economy_figures.py FOLDER, which scripts/economy-figures calls."""

import csv
import pathlib
import sys

import matplotlib

matplotlib.use("svg")
# The same table makes the same file, in which text is text.
matplotlib.rcParams.update({"svg.hashsalt": "stoa", "svg.fonttype": "none", "figure.figsize": (6.4, 3.8), "font.size": 9})

import matplotlib.pyplot as plt  # noqa: E402  (after the backend is chosen)

FOLDER = pathlib.Path(sys.argv[1])


def table(name):
    """The rows of a table, numbers as numbers."""
    def value(text):
        try:
            return float(text)
        except ValueError:
            return text

    with open(FOLDER / f"{name}.csv", newline="") as file:
        return [{key: value(text) for key, text in row.items()} for row in csv.DictReader(file)]


def lines(axes, rows, x, y, by, labels, scale=1.0):
    """A line for each value of the column `by`."""
    for key, label in labels.items():
        chosen = [row for row in rows if row[by] == key]
        axes.plot([row[x] for row in chosen], [scale * row[y] for row in chosen], label=label)


def finish(name, *all_axes):
    for axes in all_axes:
        axes.grid(alpha=0.3)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(fontsize=8)
    plt.tight_layout()
    plt.savefig(FOLDER / f"{name}.svg", metadata={"Date": None})
    plt.close()


def self_dealing():
    rows = table("self_dealing")
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8))
    labels = {honest: f"others burn {honest:g} budgets" for honest in (0.0, 0.5, 1.0, 2.0)}
    lines(left, rows, "wash", "gain", "honest", labels)
    left.set(xlabel="burned by the clique, in an era's budgets", ylabel="its gain, in an era's budgets")
    lines(right, rows, "wash", "honest_rate", "honest", {key: labels[key] for key in (0.5, 1.0, 2.0)}, 100.0)
    right.set(xlabel="burned by the clique, in an era's budgets", ylabel="what comes back to the others, %")
    finish("self_dealing", left, right)


def many_and_idle():
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8))
    rows = table("sybils")
    left.plot([row["accounts"] for row in rows], [row["gain"] for row in rows], marker="o", markersize=3)
    left.set(xlabel="accounts among which 100 STOA of burn are spread", ylabel="gain, STOA", xscale="log", ylim=(-30, 0))
    rows = table("idle")
    for diligence, label, mark in [(1.0, "serves all", "o"), (0.5, "serves half", "s"), (0.0, "serves nothing", "x")]:
        chosen = [row for row in rows if row["diligence"] == diligence]
        right.plot([row["bond"] for row in chosen], [row["earned"] for row in chosen], mark, markersize=4, label=label)
    right.set(xlabel="bond, STOA", ylabel="rebate in 30 eras, STOA")
    finish("many_and_idle", left, right)


def emission():
    rows = table("emission")
    figure, axes = plt.subplots()
    labels = {"nothing": "minted, if jobs burn nothing", "half": "half of the budget", "all": "more than they can get back"}
    lines(axes, rows, "year", "out", "burning", labels, 1e-4)
    last = [row for row in rows if row["burning"] == "all"]
    axes.plot([row["year"] for row in last], [1e-4 * row["scheduled"] for row in last], color="black", linewidth=0.8, label="has left the schedule")
    axes.set(xlabel="years", ylabel="of the schedule, %", ylim=(0, 70))
    finish("emission", axes)


def backing():
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8))
    rows = table("backing")
    shares = [100 * row["own"] for row in rows]
    left.plot(shares, [100 * row["backed"] for row in rows], label="backed as far as it may be")
    left.plot(shares, shares, color="black", linewidth=0.8, label="alone")
    left.set(xlabel="attacker's share of all own bonds, %", ylabel="its share of the seats, %")
    rows = table("slashes")
    for backed in sorted({row["backed"] for row in rows}):
        chosen = [row for row in rows if row["backed"] == backed]
        right.plot([row["percent"] for row in chosen], [row["own"] + row["others"] for row in chosen], marker="o", markersize=3, label=f"{backed:g} STOA of others")
    right.set(xlabel="slashed of an own bond of 1,000 STOA, %", ylabel="burned in all, STOA")
    finish("backing", left, right)


for plot in (self_dealing, many_and_idle, emission, backing):
    plot()
