"""Matrices in the blocks of GGUF: 8 bits with one scale a row, 5 bits with one a block of 32.

Decides nothing about which matrix is written how. A row of one scale is what the core multiplies with, so it is taken over there without a loss.
"""

import gguf
import numpy as np

BLOCK = 32
MOST = 127


def eight_bits(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Q8_0 bytes [rows, columns / 32 * 34] with the same scale in all blocks of a row, and the matrix that they stand for."""
    rows, columns = matrix.shape
    scales = np.abs(matrix).max(1, keepdims=True) / MOST
    scales = np.where(scales > 0, scales, 1).astype(np.float16)
    whole = np.clip(np.round(matrix / scales.astype(np.float32)), -MOST, MOST).astype(np.int8)
    blocks = whole.reshape(rows, columns // BLOCK, BLOCK).view(np.uint8)
    heads = np.repeat(scales[:, None, :].view(np.uint8), columns // BLOCK, axis=1)
    return np.concatenate([heads, blocks], -1).reshape(rows, -1), whole.astype(np.float32) * scales.astype(np.float32)


def five_bits(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Q5_0 bytes, and the matrix that they stand for."""
    kind = gguf.GGMLQuantizationType.Q5_0
    blocks = gguf.quantize(matrix, kind)
    return blocks, gguf.dequantize(blocks, kind)
