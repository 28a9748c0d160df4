/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a fuzzer is: a function that takes any bytes, and aborts if what is made of them is wrong. libFuzzer calls it with
 * bytes that it invents, test-seeds.c with the files in seeds/ and found/. */

#pragma once

#include <stddef.h>
#include <stdint.h>

/**
 * LLVMFuzzerTestOneInput:
 * @data: (array length=size): any bytes
 *
 * Returns: 0
 */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
