"""sklearn.decomposition, sklearn.random_projection"""
import numpy as np
from scipy import sparse
from sklearn.decomposition import (NMF, PCA, FactorAnalysis, FastICA, IncrementalPCA, KernelPCA, MiniBatchSparsePCA, SparsePCA, TruncatedSVD)
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection

import data
from registry import case, given, group, mutation, near, refused

# products that cancel: the error counts against the columns, not against what is left
PROJECTED = {"transform": near(1e-9)}


def bad_rows(x, where, value=np.nan):
    rows = x.iloc[:8].copy()
    rows.iloc[where] = value
    return rows


@group
def principal():
    x = data.numbers(5) + 3
    case("pca_plain", PCA(n_components=3), x, None, PROJECTED)
    case("pca_all", PCA(), x, None, PROJECTED)
    case("pca_whiten", PCA(n_components=3, whiten=True), x, None, PROJECTED)
    case("pca_share", PCA(n_components=0.7), x, None, PROJECTED)
    case("pca_randomized", PCA(n_components=2, svd_solver="randomized", random_state=0), x, None, PROJECTED)
    case("pca_nan_refused", PCA(n_components=2), x, None, PROJECTED, rows=bad_rows(x, (3, 1)), errors={3: "MISSING_VALUE"})
    case("pca_incremental", IncrementalPCA(n_components=3), x, None, PROJECTED)
    case("pca_incremental_whiten", IncrementalPCA(n_components=3, whiten=True), x, None, PROJECTED)
    case("pca_wide", PCA(n_components=6), data.wide(20), None, PROJECTED)
    hot = lambda: ("hot", given(OneHotEncoder, handle_unknown="ignore", categories="auto"))
    case("svd_sparse", Pipeline([hot(), ("svd", TruncatedSVD(3, random_state=0))]), data.integers(), None, PROJECTED, since=(0, 20))
    case("svd_dense", TruncatedSVD(3, random_state=0), x, None, PROJECTED)
    mutation("pca_whiten", "whiten", False)
    mutation("pca_plain", "mean_", lambda old: old + 1)


@group
def factors():
    x = data.numbers(5) + 1
    for whiten in (True, False):
        case("ica_whiten%d" % whiten, FastICA(n_components=3 if whiten else None, whiten=whiten, random_state=0), x, None, PROJECTED, until=(1, 1))
    for whiten in ("arbitrary-variance", "unit-variance", False):
        case("ica_%s" % whiten, lambda whiten=whiten: FastICA(n_components=3 if whiten else None, whiten=whiten, random_state=0), x, None, PROJECTED, since=(1, 1))
    case("ica_pipeline", Pipeline([("ica", FastICA(n_components=2, random_state=0)), ("pca", PCA())]), x, None, PROJECTED)  # fit_transform() leaves more behind
    case("factors_plain", FactorAnalysis(n_components=2), x, None, PROJECTED)
    case("factors_rotated", lambda: FactorAnalysis(n_components=2, rotation="varimax"), x, None, PROJECTED, since=(0, 24))
    normal = lambda kind, **options: given(kind, n_components=2, random_state=0, normalize_components=True, **options)
    for name, kind in (("SparsePCA", SparsePCA), ("MiniBatchSparsePCA", MiniBatchSparsePCA)):
        case("sparse_pca_" + name, lambda kind=kind: normal(kind, ridge_alpha=0.3), x, None, PROJECTED, since=(0, 20))
    for name, kind in (("", SparsePCA), ("_mini", MiniBatchSparsePCA)):
        refused("UNSUPPORTED_OPTION", "normalize_components", "sparse_pca_of_batch" + name, lambda kind=kind: kind(n_components=2, random_state=0), x, until=(0, 22))
    refused("UNSUPPORTED_OPTION", "rows of a batch together", "nmf", NMF(n_components=2, random_state=0), x.abs())
    mutation("sparse_pca_SparsePCA", "ridge_alpha", 30.0, since=(0, 20))
    mutation("factors_plain", "noise_variance_", lambda old: old * 2)


@group
def topics():
    from sklearn.decomposition import LatentDirichletAllocation
    x = data.counts(8)
    lda = lambda **options: given(LatentDirichletAllocation, n_components=3, n_topics=3, random_state=0, learning_method="batch", max_iter=5, **options)
    once = {"transform": near(1e-11)}
    for name, options in [("plain", {}), ("prior", {"doc_topic_prior": 0.9}), ("few_rounds", {"max_doc_update_iter": 3}), ("exact", {"mean_change_tol": 1e-9})]:
        case("lda_" + name, lambda options=options: lda(**options), x, None, once)
    low = x.iloc[:8].astype(float)
    low.iloc[4, 2] = -1
    case("lda_negative", lda(), x, None, once, rows=low, errors={4: "OUT_OF_RANGE"})
    mutation("lda_plain", "doc_topic_prior_", 0.7)
    mutation("lda_exact", "mean_change_tol", 0.5)


@group
def random():
    x = data.numbers(5)
    case("random_gauss", GaussianRandomProjection(3, random_state=0), x, None, PROJECTED)
    case("random_sparse", SparseRandomProjection(3, random_state=0), x, None, PROJECTED)
    case("random_sparse_dense", SparseRandomProjection(3, density=0.9, dense_output=True, random_state=0), x, None, PROJECTED)


@group
def kernel_components():
    x = data.numbers(5)
    for kernel, options in [("linear", {}), ("poly", {"degree": 2, "coef0": 0.5}), ("rbf", {"gamma": 0.2}), ("rbf_auto", {"kernel": "rbf"}),
                            ("sigmoid", {"gamma": 0.05, "coef0": 0.1}), ("cosine", {})]:
        options = dict({"kernel": kernel, "n_components": 3}, **options)
        case("kernel_pca_" + kernel, KernelPCA(**options), x, None, PROJECTED)
    case("kernel_pca_inverse", KernelPCA(n_components=2, kernel="rbf", gamma=0.1, fit_inverse_transform=True), x, None, PROJECTED)
    case("kernel_pca_arpack", KernelPCA(n_components=2, kernel="rbf", gamma=0.1, eigen_solver="arpack", random_state=0), x, None, PROJECTED)
    case("kernel_pca_randomized", lambda: KernelPCA(n_components=2, kernel="rbf", gamma=0.1, eigen_solver="randomized", random_state=0), x, None, PROJECTED, since=(1, 0))
    case("kernel_pca_sparse", KernelPCA(n_components=2, kernel="rbf"), sparse.csr_matrix(data.counts(8).values.astype(float)), None, PROJECTED)
    case("kernel_pca_nan_refused", KernelPCA(n_components=2), x, None, PROJECTED, rows=bad_rows(x, (3, 1)), errors={3: "MISSING_VALUE"})
    refused("UNSUPPORTED_OPTION", "kernel", "kernel_pca_precomputed", KernelPCA(kernel="precomputed", n_components=2), lambda: np.dot(x.values, x.values.T))
    mutation("kernel_pca_rbf", "gamma", 0.4, until=(1, 3))
    mutation("kernel_pca_rbf", "gamma_", 0.4, since=(1, 3))
    mutation("kernel_pca_poly", "degree", 3)
    mutation("kernel_pca_poly", "coef0", 1.0)
    mutation("kernel_pca_rbf", "_centerer.K_fit_rows_", lambda old: old * 2)
    mutation("kernel_pca_rbf", "lambdas_", lambda old: old * 2, until=(1, 0))
    mutation("kernel_pca_rbf", "eigenvalues_", lambda old: old * 2, since=(1, 0))
