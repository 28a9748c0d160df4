# SPDX-License-Identifier: GPL-3.0-or-later
"""Indicators by TA-Lib, under the names that tapectl gives them."""

import statistics
import time

ROUNDS = 5
# From which bar on they are compared: TA-Lib starts MACD's fast average later, and ATR one bar later, which wears off.
SETTLED = {
    "macd_12_26_9": 26 + 12 * 12,
    "macd_signal_12_26_9": 26 + 12 * 12 + 12 * 9,
    "macd_histogram_12_26_9": 26 + 12 * 12 + 12 * 9,
    "atr_14": 25 * 14,
}


def columns(talib, bars):
    """Of arrays of open, high, low, close and volume."""
    high, low, close, volume = (bars[name] for name in ("high", "low", "close", "volume"))
    macd, signal, histogram = talib.MACD(close, 12, 26, 9)
    upper, middle, lower = talib.BBANDS(close, 20, 2, 2)
    k, d = talib.STOCH(high, low, close, 14, 3, 0, 3, 0)
    return {
        "sma_5": talib.SMA(close, 5),
        "sma_20": talib.SMA(close, 20),
        "ema_10": talib.EMA(close, 10),
        "rsi_14": talib.RSI(close, 14),
        "atr_14": talib.ATR(high, low, close, 14),
        "roc_10": talib.ROC(close, 10),
        "momentum_10": talib.MOM(close, 10),
        "macd_12_26_9": macd,
        "macd_signal_12_26_9": signal,
        "macd_histogram_12_26_9": histogram,
        "bollinger_lower_20_2": lower,
        "bollinger_middle_20_2": middle,
        "bollinger_upper_20_2": upper,
        "stochastic_k_14_3_3": k,
        "stochastic_d_14_3_3": d,
        "obv": talib.OBV(close, volume) - volume[0],  # ours starts at 0, not with the first volume
        "min_5": talib.MIN(close, 5),
        "max_5": talib.MAX(close, 5),
        "mean_5": talib.SMA(close, 5),
        "sum_5": talib.SUM(close, 5),
        "stddev_5": talib.STDDEV(close, 5, 1),
    }


# What is timed, by the names that bench-indicators gives the same.
TIMED = {
    "sma:10": lambda talib, bars: talib.SMA(bars["close"], 10),
    "sma:200": lambda talib, bars: talib.SMA(bars["close"], 200),
    "ema:10": lambda talib, bars: talib.EMA(bars["close"], 10),
    "bollinger:20,2": lambda talib, bars: talib.BBANDS(bars["close"], 20, 2, 2),
    "rsi:14": lambda talib, bars: talib.RSI(bars["close"], 14),
    "macd:12,26,9": lambda talib, bars: talib.MACD(bars["close"], 12, 26, 9),
    "atr:14": lambda talib, bars: talib.ATR(bars["high"], bars["low"], bars["close"], 14),
    "roc:10": lambda talib, bars: talib.ROC(bars["close"], 10),
    "momentum:10": lambda talib, bars: talib.MOM(bars["close"], 10),
    "stochastic:14,3,3": lambda talib, bars: talib.STOCH(bars["high"], bars["low"], bars["close"], 14, 3, 0, 3, 0),
    "obv": lambda talib, bars: talib.OBV(bars["close"], bars["volume"]),
    "min:20": lambda talib, bars: talib.MIN(bars["close"], 20),
    "max:20": lambda talib, bars: talib.MAX(bars["close"], 20),
    "sum:20": lambda talib, bars: talib.SUM(bars["close"], 20),
    "stddev:20": lambda talib, bars: talib.STDDEV(bars["close"], 20, 1),
}


def nanoseconds_a_bar(talib, bars, name):
    """Processor time, as bench-indicators counts it; the median of a few, since the first meets fresh memory."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.thread_time()
        TIMED[name](talib, bars)
        taken.append(time.thread_time() - begun)
    return statistics.median(taken) * 1e9 / len(bars["close"])


def random_bars(n_bars):
    """A price that walks by cents, as in bench-indicators."""
    import numpy

    chance = numpy.random.default_rng(1)
    close = numpy.abs(10_000 + numpy.cumsum(chance.integers(-20, 21, n_bars))) / 100 + 10
    high, low = close + chance.integers(0, 30, n_bars) / 100, close - chance.integers(0, 30, n_bars) / 100
    return {"close": close, "high": high, "low": low, "volume": chance.integers(0, 1000, n_bars).astype(float)}
