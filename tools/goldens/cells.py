"""What case.json has for the values of a row and of an answer: JSON knows neither NaN nor infinity. Runs under every Python."""
import math


def cell(value):
    """A value of a row: None is a missing one."""
    if value is None or isinstance(value, str):
        return value
    value = float(value)
    return None if math.isnan(value) else ("inf" if value > 0 else "-inf") if math.isinf(value) else value


def plain(value):
    """What a library answered, lists within lists."""
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value
