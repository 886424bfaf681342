"""sklearn.cluster"""
import numpy as np
from sklearn.cluster import AffinityPropagation, Birch, FeatureAgglomeration, KMeans, MeanShift, MiniBatchKMeans
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import data
from registry import EXACT, case, given, group, mutation, near, refused

# the root of a difference
DISTANCES = near(1e-7)
BOTH = {"predict": EXACT, "transform": DISTANCES}


@group
def centers():
    x = data.numbers(3)
    means = lambda **options: given(KMeans, n_clusters=4, random_state=0, n_init=2, **options)
    case("kmeans_plain", means(), x, None, BOTH)
    case("kmeans_elkan", lambda: means(algorithm="elkan"), x, None, BOTH)
    case("kmeans_one", KMeans(n_clusters=1, n_init=1, random_state=0), x, None, BOTH)
    whole = data.integers(2)
    even = KMeans(n_clusters=2, n_init=1, init=np.array([[0.0, 0.0], [2.0, 0.0]]), max_iter=1)
    case("kmeans_ties", even, whole.iloc[:40], None, {"predict": EXACT}, fit=fixed_centers)
    case("kmeans_nan_refused", means(), x, None, {"predict": EXACT}, rows=bad(x), errors={3: "MISSING_VALUE"})
    case("kmeans_in_pipeline", Pipeline([("scale", StandardScaler()), ("means", means())]), x, None, BOTH)
    case("kmeans_sparse", Pipeline([("hot", given(OneHotEncoder, handle_unknown="ignore", categories="auto")), ("means", means())]), whole, None, {"predict": EXACT},
         since=(0, 20))
    case("kmeans_mini_batch", given(MiniBatchKMeans, n_clusters=4, random_state=0, n_init=2), x, None, BOTH)
    case("mean_shift", MeanShift(bandwidth=1.5), x, None, {"predict": EXACT})
    case("affinity", given(AffinityPropagation, random_state=0, damping=0.8), x, None, {"predict": EXACT})
    case("birch", Birch(threshold=0.8, n_clusters=3), x.iloc[:40], None, BOTH)
    case("birch_subclusters", Birch(threshold=0.8, n_clusters=None), x, None, BOTH)
    mutation("kmeans_plain", "cluster_centers_", lambda old: old[::-1])
    mutation("birch", "subcluster_labels_", lambda old: old + 1)


def fixed_centers(model, x, y):
    model.fit(x)
    model.cluster_centers_ = np.array([[0.0, 0.0], [2.0, 0.0]])


def bad(x):
    rows = x.iloc[:8].copy()
    rows.iloc[3, 1] = np.nan
    return rows


@group(since=(1, 1))
def bisecting():
    from sklearn.cluster import BisectingKMeans
    x = data.numbers(3)
    for count in (1, 2, 7):
        case("bisecting_%d" % count, BisectingKMeans(n_clusters=count, random_state=0), x, None, BOTH)
    case("bisecting_largest", BisectingKMeans(n_clusters=5, random_state=0, bisecting_strategy="largest_cluster"), x + 5, None, BOTH)


@group
def columns():
    x = data.numbers(6)
    case("agglomeration", FeatureAgglomeration(n_clusters=3), x, None, {"transform": near(1e-14)})
    refused("UNSUPPORTED_OPTION", "pooling_func", "agglomeration_median", FeatureAgglomeration(n_clusters=3, pooling_func=np.median), x)
