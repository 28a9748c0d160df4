# SPDX-License-Identifier: GPL-3.0-or-later
"""Indicators by pandas, from their definitions: a column each, under the names that tapectl gives them."""


def smoothed(values, n, alpha):
    """Exponentially, started with the mean of the first n values that there are."""
    known = values.dropna()
    started = known.iloc[n - 1:].copy()
    started.iloc[0] = known.iloc[:n].mean()
    return started.ewm(alpha=alpha, adjust=False).mean().reindex(values.index)


def exponential(values, n):
    return smoothed(values, n, 2 / (n + 1))


def wilder(values, n):
    return smoothed(values, n, 1 / n)


def strength(close, n):
    change = close.diff()
    rise, fall = wilder(change.clip(lower=0), n), wilder(-change.clip(upper=0), n)
    return (100 * rise / (rise + fall)).where((rise + fall > 0) | rise.isna(), 50)


def true_range(bars):
    before = bars["close"].shift()
    high = bars["high"].where(~(before > bars["high"]), before)
    return high - bars["low"].where(~(before < bars["low"]), before)


def macd(close):
    line = exponential(close, 12) - exponential(close, 26)
    signal = exponential(line, 9)
    return {"macd_12_26_9": line, "macd_signal_12_26_9": signal, "macd_histogram_12_26_9": line - signal}


def deviation(values, n):
    """From each window by itself; what rolling().std() carries along wears its digits down."""
    return values.rolling(n).apply(lambda window: window.std(), raw=True)


def bollinger(close):
    middle, width = close.rolling(20).mean(), 2 * deviation(close, 20)
    names = ("bollinger_lower_20_2", "bollinger_middle_20_2", "bollinger_upper_20_2")
    return dict(zip(names, (middle - width, middle, middle + width)))


def stochastic(bars):
    low, high = bars["low"].rolling(14).min(), bars["high"].rolling(14).max()
    place = (100 * (bars["close"] - low) / (high - low)).where((high > low) | high.isna(), 50)
    k = place.rolling(3).mean()
    return {"stochastic_k_14_3_3": k, "stochastic_d_14_3_3": k.rolling(3).mean()}


def balance(bars):
    change = bars["close"].diff()
    return (((change > 0) * 1 - (change < 0) * 1) * bars["volume"]).cumsum()


def average_of_day(bars):
    turnover = (bars["high"] + bars["low"] + bars["close"]) / 3 * bars["volume"]
    volume = bars["volume"].groupby(bars["day"]).cumsum()
    return (turnover.groupby(bars["day"]).cumsum() / volume).where(volume > 0)


def columns(bars):
    """Of a frame of bars of one instrument with open, high, low, close, volume and day."""
    close = bars["close"]
    window = close.rolling(5)
    return {
        "sma_5": window.mean(),
        "sma_20": close.rolling(20).mean(),
        "ema_10": exponential(close, 10),
        "rsi_14": strength(close, 14),
        "atr_14": wilder(true_range(bars), 14),
        "roc_10": 100 * (close / close.shift(10) - 1),
        "momentum_10": close - close.shift(10),
        **macd(close),
        **bollinger(close),
        **stochastic(bars),
        "obv": balance(bars),
        "vwap": average_of_day(bars),
        "min_5": window.min(),
        "max_5": window.max(),
        "mean_5": window.mean(),
        "sum_5": window.sum(),
        "stddev_5": deviation(close, 5),
    }
