"""Plots of a study with matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

# Okabe and Ito 2008: told apart with any colour vision. A variant has a dash of its own, too.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_DASHES = ("-", "--", ":", "-.")

# As reports say it.
_VERDICTS = {"equal": "practically equal", "undecided": "not decided"}


def plot_curves(epochs: pandas.DataFrame, metric: str, ax: Axes | None) -> Axes:
    """
    Args:
        epochs: as of `Study.epochs_frame`.

    Raises:
        ValueError: for a metric that is no column of it.
    """
    known = [name for name in epochs.columns if name.startswith(("train_", "validation_"))]
    if metric not in [*known, "learning_rate"]:
        raise ValueError(f"expected one of {', '.join(known)} for metric, got {metric!r}")
    axes = ax or _new_axes((7, 4.5))
    for i, (variant, rows) in enumerate(epochs.groupby("variant", sort=False)):
        colour, dash = _COLOURS[i % len(_COLOURS)], _DASHES[i // len(_COLOURS) % len(_DASHES)]
        for _, trial in rows.groupby("trial"):
            axes.plot(trial["epoch"], trial[metric], color=colour, alpha=0.3, linewidth=0.8)
        # Where some trials have stopped early, a mean of the others would be of another set.
        by_epoch = rows.groupby("epoch")[metric].agg(["mean", "size"])
        mean = by_epoch[by_epoch["size"] == rows["trial"].nunique()]["mean"]
        label = f"{variant} (n = {rows['trial'].nunique()})"
        axes.plot(mean.index, mean, color=colour, linestyle=dash, linewidth=2.2, label=label)
    axes.set_xlabel("epoch")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_ylabel(metric.replace("_", " "))
    if len(epochs):
        axes.legend()
    return axes


def plot_differences(differences: pandas.DataFrame, margin: float, ax: Axes | None) -> Axes:
    """
    Args:
        differences: as of `Study.differences_frame`.
        margin: points within ± which a difference makes no practical one.
    """
    axes = ax or _new_axes((7, 1.2 + 0.5 * max(1, len(differences))))
    label = f"practically equal: within ± {margin:g}"
    axes.axvspan(-margin, margin, color="#888888", alpha=0.18, label=label)
    axes.axvline(0, color="#444444", linewidth=0.8)
    rows = differences.to_dict("records")
    for y, row in enumerate(rows):
        colour = _COLOURS[y % len(_COLOURS)]
        # Thin, the interval that the verdict rests on; thick, the one of 95 %.
        for name, width in (("verdict", 1.2), ("difference", 3.2)):
            low, high = 100 * row[f"{name}_low"], 100 * row[f"{name}_high"]
            axes.plot([low, high], [y, y], color=colour, linewidth=width)
        axes.plot(100 * row["difference"], y, "o", color=colour)
    # Arms are compared with the baseline, those of some designs with another variant.
    references = {row.get("reference", "the baseline") for row in rows}
    axes.set_yticks(range(len(rows)), [_label(row, len(references) > 1) for row in rows])
    axes.set_ylim(max(1, len(rows)) - 0.5, -0.5)
    reference = references.pop() if len(references) == 1 else "its reference"
    axes.set_xlabel(f"difference to {reference}, points of balanced accuracy")
    axes.legend(loc="best", fontsize="small")
    return axes


def _label(row: dict[Any, Any], has_reference: bool) -> str:
    verdict = row["verdict"]
    words = f"\n{_VERDICTS.get(verdict, verdict)}" if isinstance(verdict, str) else ""
    other = f" against {row['reference']}" if has_reference else ""
    return f"{row['variant']}{other} (n = {row['cells']}){words}"


def _new_axes(size: tuple[float, float]) -> Axes:
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError("expected matplotlib for plots: pip install matplotlib") from error
    axes: Axes = pyplot.subplots(figsize=size, layout="constrained")[1]
    return axes
