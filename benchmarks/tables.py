"""Numbers and tables in Markdown, the same in every part of docs/performance.md."""


def ms(seconds):
    return f"{1e3 * seconds:.3g}" if seconds < 0.9995 else f"{1e3 * seconds:,.0f}"


def table(head, rows):
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |"
                     for row in [head, ["---"] * len(head), *rows]) + "\n"


def verdict(is_met):
    return "met" if is_met else "**missed**"
