//! A bounded 16-ary sum tree over slots 0, 1, 2, …: draws a slot in proportion to its weight in
//! O(log n). Storage stays behind [`SumTreeStore`].
