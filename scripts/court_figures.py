"""Draws the tables of the court's simulations as SVG: court_figures.py FOLDER, which scripts/court-figures calls."""

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


def lines(axes, rows, x, y, by, labels):
    """A line for each value of the column `by`."""
    for key, label in labels.items():
        chosen = [row for row in rows if str(row[by]) == key]
        axes.plot([row[x] for row in chosen], [row[y] for row in chosen], marker="o", markersize=3, label=label)


def finish(name, *all_axes):
    for axes in all_axes:
        axes.grid(alpha=0.3)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(fontsize=8)
    plt.tight_layout()
    plt.savefig(FOLDER / f"{name}.svg", metadata={"Date": None})
    plt.close()


APPEALS = {"false": "no appeals", "true": "appeals to the last round"}


def draw():
    rows = table("draw")
    figure, axes = plt.subplots()
    bonded = sum(row["bond"] for row in rows)
    for column, label, mark in [("single_seats", "single seats", "."), ("seats_in_sevens", "panels of seven", "x")]:
        seats = sum(row[column] for row in rows)
        axes.plot([row["bond"] for row in rows], [100 * row[column] / seats for row in rows], mark, markersize=4, label=label)
    ends = [0, 2000]
    axes.plot(ends, [100 * bond / bonded for bond in ends], color="black", linewidth=0.8, label="in proportion")
    axes.set(xlabel="bond when the case was opened, STOA", ylabel="share of the seats, %")
    finish("draw", axes)


def minority():
    rows = table("minority")
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8))
    labels = {"Nobody": "nobody appeals", "Conspiracy": "only the conspiracy appeals", "Both": "both sides appeal"}
    good = [row for row in rows if row["accuracy"] == 0.9]
    lines(left, good, "share", "wrong", "appeals", labels)
    left.set(xlabel="share of the bonds that conspires", ylabel="cases that end wrong", title="others right in 90%")
    lines(right, good, "share", "cost", "appeals", labels)
    right.set(xlabel="share of the bonds that conspires", ylabel="cost of a case to it, STOA", title="others right in 90%")
    finish("minority", left, right)


def bribe():
    rows = table("bribe")
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8))
    lines(left, rows, "takers", "won", "appeals", APPEALS)
    left.set(xlabel="share of the jurors that believe it", ylabel="cases that the briber wins")
    lines(right, rows, "takers", "paid", "appeals", APPEALS)
    right.set(xlabel="share of the jurors that believe it", ylabel="paid in bribes for a case, STOA")
    finish("bribe", left, right)


def copying():
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8))
    rows = table("strategies")
    words = {
        "Informed": "looks at the evidence", "Coin": "throws a coin", "Told": "votes as it is told",
        "Misled": "the same, told wrong", "Copied": "copies a commitment", "Hesitant": "hides when outvoted",
        "Telling": "tells its salt", "Absent": "does nothing",
    }
    left.barh([words[row["strategy"]] for row in rows], [row["gain"] for row in rows])
    left.invert_yaxis()
    left.set(xlabel="gain of a seat, STOA")
    lines(right, table("herd"), "share", "wrong", "appeals", APPEALS)
    right.set(xlabel="share of the bonds that follows one voice", ylabel="cases that end wrong")
    finish("copying", left, right)


def apathy():
    rows = table("apathy")
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8))
    for key, label in APPEALS.items():
        chosen = [row for row in rows if str(row["appeals"]) == key]
        shares = [row["share"] for row in chosen]
        line, = left.plot(shares, [row["right"] for row in chosen], marker="o", markersize=3, label=f"right, {label}")
        left.plot(shares, [row["none"] for row in chosen], "--", color=line.get_color(), label=f"no ruling, {label}")
    left.set(xlabel="share of the bonds that sleeps", ylabel="cases")
    erosion = table("erosion")
    right.plot([row["cases"] for row in erosion], [row["asleep"] for row in erosion])
    right.set(xlabel="cases, one after the other", ylabel="share of the court that sleeps", ylim=(0, 0.45))
    finish("apathy", left, right)


for plot in (draw, minority, bribe, copying, apathy):
    plot()
