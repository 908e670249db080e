"""The linear map that turns a sentence vector into one in which unlike requests lie far apart.

A general text encoder puts every sentence into one narrow cone (cosines of .75 to .9 between strangers).
The map subtracts the mean of the sentence's language and evens out two covariances, each scaled to trace 1:
that of everyday sentences, which says in which directions any two sentences differ,
and that within classes of requests, which says in which directions two ways to ask for the same thing differ.
It is estimated on training data only; `ALPHA` was chosen there, on classes held out from the estimate.
"""

import numpy as np

ALPHA = 2.0  # ridge, in units of the mean eigenvalue


def estimate(everyday: dict[str, np.ndarray], classes: list[np.ndarray]) -> dict[str, np.ndarray]:
    """`everyday`: language -> [texts, dim]; `classes`: one [texts, dim] each. Returns means [dim] and `matrix` [dim, dim]."""
    means = {language: vectors.mean(0) for language, vectors in everyday.items()}
    centred = np.concatenate([vectors - means[language] for language, vectors in everyday.items()])
    between = centred.T @ centred
    deviations = np.concatenate([vectors - vectors.mean(0) for vectors in classes])
    within = deviations.T @ deviations
    covariance = between / np.trace(between) + within / np.trace(within)
    values, vectors = np.linalg.eigh(covariance)
    values = np.maximum(values, 0) + ALPHA * values.mean()
    matrix = (vectors / np.sqrt(values)).T  # [dim, dim]; applied as matrix @ (vector - mean)
    matrix /= np.sqrt(np.mean(matrix**2) * matrix.shape[0])
    return {"matrix": matrix.astype(np.float32), **{f"mean.{k}": v.astype(np.float32) for k, v in means.items()}}
