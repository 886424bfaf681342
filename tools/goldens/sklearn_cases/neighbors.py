"""sklearn.neighbors"""
import numpy as np
from scipy import sparse
from sklearn.neighbors import KernelDensity, KNeighborsClassifier, KNeighborsRegressor, NearestCentroid, NearestNeighbors, RadiusNeighborsClassifier
from sklearn.neighbors import RadiusNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

import data
from registry import EXACT, LINEAR, ULP, case, group, mutation, near, refused, the

VOTES = {"predict": EXACT, "predict_proba": EXACT}
WEIGHED = {"predict": EXACT, "predict_proba": LINEAR}
MEANS = {"predict": EXACT}
ALGORITHMS = ("brute", "kd_tree", "ball_tree")


def asked(x):
    """Rows that are not among those of x."""
    return (x + 0.37).round(3).iloc[:24]


@group
def classifiers():
    x = data.numbers()
    for kind, y in [("two", data.two_classes(x)), ("three", data.three_classes(x)), ("text", data.text_classes(x)), ("one", np.array([3] * len(x)))]:
        case("knn_" + kind, KNeighborsClassifier(), x, y, VOTES)
    case("knn_column", KNeighborsClassifier(), x, data.three_classes(x).reshape(-1, 1), VOTES)
    case("knn_targets", KNeighborsClassifier(), x, data.class_targets(x), VOTES)
    case("knn_labels", KNeighborsClassifier(), x, data.labels(x), VOTES)
    y = data.three_classes(x)
    for algorithm in ALGORITHMS:
        for k in (1, 3, 8, 60, 120):
            case("knn_%s_%d" % (algorithm, k), KNeighborsClassifier(n_neighbors=k, algorithm=algorithm), x, y, VOTES)
        # the brute search has the distances from products of BLAS
        case("knn_%s_distance" % algorithm, KNeighborsClassifier(n_neighbors=11, algorithm=algorithm, weights="distance", leaf_size=5), x, y,
             {"predict": EXACT, "predict_proba": near(1e-11)}, rows=asked(x))
        case("knn_%s_targets_distance" % algorithm, KNeighborsClassifier(n_neighbors=9, algorithm=algorithm, weights="distance"), x, data.class_targets(x),
             {"predict": EXACT, "predict_proba": near(1e-11)}, rows=asked(x))
    for algorithm in ("kd_tree", "ball_tree"):  # asked what it was fitted on
        case("knn_%s_itself" % algorithm, KNeighborsClassifier(n_neighbors=4, algorithm=algorithm, weights="distance"), x, y, WEIGHED)
    case("knn_auto_wide", KNeighborsClassifier(), data.wide(), data.three_classes(data.wide()), VOTES)
    case("knn_scaled", Pipeline([("scale", StandardScaler()), ("model", KNeighborsClassifier(weights="distance"))]), x, y, WEIGHED, rows=asked(x))
    case("knn_no_weights", lambda: KNeighborsClassifier(weights=None), x, y, VOTES)
    bad = x.iloc[:8].copy()
    bad.iloc[3, 1] = np.nan
    bad.iloc[5, 0] = np.inf
    case("knn_not_finite", KNeighborsClassifier(), x, y, VOTES, rows=bad, errors={3: "MISSING_VALUE", 5: "NOT_FINITE"})
    refused("UNSUPPORTED_OPTION", "metric", "knn_function", KNeighborsClassifier(metric=by_hand, algorithm="brute"), x, y)
    refused("UNSUPPORTED_OPTION", "weights", "knn_weights_function", KNeighborsClassifier(weights=weigh), x, y)
    refused("UNSUPPORTED_OPTION", "precomputed", "knn_precomputed", KNeighborsClassifier(metric="precomputed"),
            lambda: ((x.values[:, None] - x.values[None]) ** 2).sum(axis=2), y)
    mutation("knn_three", "n_neighbors", 60)
    mutation("knn_three", "effective_metric_", "chebyshev")
    mutation("knn_three", "_y", lambda old: old * 0)
    mutation("knn_three", "_fit_X", lambda old: old[::-1].copy())
    mutation("knn_brute_distance", "weights", "uniform")


def by_hand(a, b):
    return np.abs(a - b).sum()


def weigh(distances):
    return 1 / (1 + distances)


@group
def ties():
    """Whole numbers, so that many rows are equally far."""
    x = data.integers()
    y = data.three_classes(x.astype(float))
    x = x.astype(float)
    for algorithm in ALGORITHMS:
        for k in (1, 2, 3, 5, 7, 12, 16, 20):
            # numpy 2 partitions with vector instructions where the processor has them
            case("ties_%s_%d" % (algorithm, k), KNeighborsClassifier(n_neighbors=k, algorithm=algorithm, leaf_size=4), x, y, VOTES)
        case("ties_%s_distance" % algorithm, KNeighborsClassifier(n_neighbors=6, algorithm=algorithm, weights="distance", leaf_size=4), x, y, WEIGHED)
        case("ties_%s_mean" % algorithm, KNeighborsRegressor(n_neighbors=6, algorithm=algorithm, leaf_size=4), x, data.target(x), {"predict": ULP})
    for algorithm in ("kd_tree", "ball_tree"):
        for k in (4, 15, 17):
            case("ties_%s_rows_%d" % (algorithm, k), NearestNeighbors(n_neighbors=k, algorithm=algorithm, leaf_size=4), x, None, {"kneighbors": EXACT})


@group
def regressors():
    x = data.numbers()
    for name, y in [("one", data.target(x)), ("column", data.target(x).reshape(-1, 1)), ("two", data.targets(x)), ("int", data.three_classes(x)),
                    ("float32", data.target(x).astype(np.float32)), ("two_float32", data.targets(x).astype(np.float32)), ("bool", data.two_classes(x))]:
        for k in (1, 5, 20):
            case("knn_reg_%s_%d" % (name, k), KNeighborsRegressor(n_neighbors=k), x, y, MEANS, rows=asked(x))
        case("knn_reg_%s_distance" % name, KNeighborsRegressor(n_neighbors=20, weights="distance"), x, y, {"predict": LINEAR}, rows=asked(x))
    for algorithm in ALGORITHMS:
        case("knn_reg_%s" % algorithm, KNeighborsRegressor(n_neighbors=7, algorithm=algorithm, weights="distance"), x, data.target(x), {"predict": near(1e-11)}, rows=asked(x))
    case("knn_reg_itself", KNeighborsRegressor(weights="distance", algorithm="kd_tree"), x, data.target(x), {"predict": LINEAR})
    case("knn_reg_many", KNeighborsRegressor(n_neighbors=120), x, data.target(x), {"predict": ULP})
    mutation("knn_reg_one_5", "_y", lambda old: old + 1)
    mutation("knn_reg_one_distance", "weights", "uniform")
    mutation("knn_reg_one_5", "n_neighbors", 6)


@group
def kinds_of_rows():
    x = data.numbers()
    y = data.three_classes(x)
    case("knn_float32", KNeighborsClassifier(), x.astype(np.float32), y, VOTES, rows=asked(x))
    case("knn_float32_brute", KNeighborsClassifier(algorithm="brute"), x.astype(np.float32), y, VOTES, rows=asked(x))
    case("knn_int", KNeighborsClassifier(algorithm="brute"), data.integers(), data.three_classes(data.integers().astype(float)), {"predict": EXACT}, rows=data.integers(seed=9).iloc[:12])
    wide = data.wide().where(data.wide().abs() > 0.7, 0)
    case("knn_sparse", KNeighborsClassifier(), sparse.csr_matrix(wide.values), data.three_classes(wide), VOTES, rows=sparse.csr_matrix(wide.values[:10] + 0.25))
    case("knn_sparse_manhattan", KNeighborsClassifier(metric="manhattan"), sparse.csr_matrix(wide.values), data.three_classes(wide), VOTES,
         rows=sparse.csr_matrix(wide.values[:10] + 0.25))


def knows(algorithm, metric, **parameters):
    """Versions differ, and scipy takes metrics away, whatever scikit-learn says."""
    small = np.array([[0.0, 1.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 1.0]])
    try:
        NearestNeighbors(n_neighbors=2, algorithm=algorithm, metric=metric, metric_params=parameters or None).fit(small).kneighbors(small + 0)
    except (ValueError, TypeError):
        return False
    return True


def with_metric(metric, parameters, **options):
    return lambda: KNeighborsClassifier(n_neighbors=7, metric=metric, metric_params=parameters, **options)


@group
def metrics():
    x = data.numbers()
    y = data.three_classes(x)
    weights = np.array([0.5, 1.0, 2.0, 0.25])
    covariance = np.cov(x.values.T) + np.eye(4)
    for algorithm in ALGORITHMS:
        for metric in ("manhattan", "l1", "cityblock", "chebyshev", "infinity", "l2", "euclidean", "canberra", "braycurtis", "cosine", "correlation",
                       "sqeuclidean", "nan_euclidean"):
            if knows(algorithm, metric):
                case("metric_%s_%s" % (algorithm, metric), with_metric(metric, None, algorithm=algorithm), x, y, VOTES, rows=asked(x))
        for p in (1, 1.5, 3):
            case("metric_%s_p%s" % (algorithm, str(p).replace(".", "_")), with_metric("minkowski", None, algorithm=algorithm, p=p), x, y, VOTES, rows=asked(x))
        if knows(algorithm, "seuclidean", V=weights):
            case("metric_%s_seuclidean" % algorithm, with_metric("seuclidean", {"V": weights}, algorithm=algorithm), x, y, VOTES, rows=asked(x))
        if knows(algorithm, "mahalanobis", VI=covariance):
            case("metric_%s_mahalanobis" % algorithm, with_metric("mahalanobis", {"VI": np.linalg.inv(covariance)}, algorithm=algorithm), x, y, VOTES, rows=asked(x))
        if algorithm == "ball_tree":
            case("metric_%s_mahalanobis_v" % algorithm, with_metric("mahalanobis", {"V": covariance}, algorithm=algorithm), x, y, VOTES, rows=asked(x))
        if knows(algorithm, "wminkowski", w=weights, p=3):
            case("metric_%s_wminkowski" % algorithm, with_metric("wminkowski", {"w": weights, "p": 3}, algorithm=algorithm), x, y, VOTES, rows=asked(x))
        if algorithm != "kd_tree":
            case("metric_%s_w" % algorithm, with_metric("minkowski", {"w": weights}, algorithm=algorithm, p=3), x, y, VOTES, rows=asked(x), since=(1, 3))
    angles = (x[["a", "b"]] / 3).round(4)
    for algorithm in ("brute", "ball_tree"):
        case("metric_%s_haversine" % algorithm, with_metric("haversine", None, algorithm=algorithm), angles, y, VOTES, rows=asked(angles) / 2,
             since=(0, 22) if algorithm == "brute" else None)
    holes = data.missing()
    case("metric_nan_euclidean_holes", with_metric("nan_euclidean", None), holes, data.three_classes(holes), {"predict": EXACT}, rows=asked(holes), since=(1, 6))
    mutation("metric_ball_tree_seuclidean", "effective_metric_", "euclidean")
    mutation("metric_brute_p3", "effective_metric_params_", {"p": 1})


@group
def truths():
    x = data.flags(6).astype(float)
    y = data.three_classes(data.numbers())
    rows = data.flags(6, seed=9).astype(float).iloc[:24]
    # ties are everywhere: who is asked is as near to one as to another, so all rows of a distance
    for algorithm in ("brute", "ball_tree"):
        case("truths_%s_hamming" % algorithm, RadiusNeighborsClassifier(radius=0.4, metric="hamming", algorithm=algorithm, outlier_label=7), data.integers().astype(float), y,
             {"predict": EXACT})
        for metric in ("jaccard", "matching", "dice", "kulsinski", "rogerstanimoto", "russellrao", "sokalmichener", "sokalsneath", "yule"):
            if (algorithm, metric) != ("brute", "matching") and knows(algorithm, metric):
                case("truths_%s_%s" % (algorithm, metric), lambda metric=metric, algorithm=algorithm: RadiusNeighborsClassifier(
                    radius=0.45, metric=metric, algorithm=algorithm, outlier_label=7), x, y, {"predict": EXACT}, rows=rows)


@group
def rows():
    x = data.numbers()
    for algorithm in ALGORITHMS:
        case("rows_%s" % algorithm, NearestNeighbors(n_neighbors=4, algorithm=algorithm), x, None, {"kneighbors": LINEAR if algorithm == "brute" else EXACT}, rows=asked(x))
    for metric in ("manhattan", "chebyshev", "canberra", "braycurtis"):
        case("rows_" + metric, NearestNeighbors(n_neighbors=4, metric=metric), x, None, {"kneighbors": EXACT}, rows=asked(x))
    case("rows_p3", NearestNeighbors(n_neighbors=4, p=3), x, None, {"kneighbors": ULP}, rows=asked(x))
    case("rows_cosine", NearestNeighbors(n_neighbors=4, metric="cosine", algorithm="brute"), x, None, {"kneighbors": near(1e-9)}, rows=asked(x))
    case("rows_correlation", NearestNeighbors(n_neighbors=4, metric="correlation", algorithm="brute"), data.wide(), None, {"kneighbors": near(1e-9)}, rows=asked(data.wide(seed=8)))
    case("rows_haversine", NearestNeighbors(n_neighbors=4, metric="haversine", algorithm="ball_tree"), (x[["a", "b"]] / 3).round(4), None, {"kneighbors": near(1e-14)},
         rows=asked((x[["a", "b"]] / 3).round(4)) / 2)
    mutation("rows_kd_tree", "n_neighbors", 3)


@group(since=(0, 22))
def transformers():
    from sklearn.neighbors import KNeighborsTransformer, RadiusNeighborsTransformer
    x = data.numbers(rows=40)
    for mode in ("distance", "connectivity"):
        case("graph_knn_" + mode, KNeighborsTransformer(n_neighbors=3, mode=mode), x, None, {"transform": EXACT}, rows=asked(x))
        case("graph_radius_" + mode, RadiusNeighborsTransformer(radius=1.5, mode=mode), x, None, {"transform": EXACT}, rows=asked(x))
    case("graph_itself", KNeighborsTransformer(n_neighbors=3), x, None, {"transform": EXACT})
    mutation("graph_knn_distance", "mode", "connectivity")
    mutation("graph_radius_distance", "mode", "connectivity")
    mutation("graph_radius_distance", "radius", 0.5)


@group
def radius_classifiers():
    x = data.numbers()
    y = data.three_classes(x)
    votes = VOTES if the.version >= (0, 22) else {"predict": EXACT}
    weighed = {"predict": EXACT, "predict_proba": near(1e-11)} if the.version >= (0, 22) else {"predict": EXACT}
    for algorithm in ALGORITHMS:
        for radius in (1, 2):
            case("radius_%s_%s" % (algorithm, radius), RadiusNeighborsClassifier(radius=radius, algorithm=algorithm, outlier_label=1), x, y, votes, rows=asked(x))
        case("radius_%s_distance" % algorithm, RadiusNeighborsClassifier(radius=1.2, algorithm=algorithm, weights="distance", outlier_label=0), x, y, weighed, rows=asked(x))
    far = asked(x).iloc[:6].copy()
    far.iloc[2] = 99.0
    case("radius_alone", RadiusNeighborsClassifier(radius=3), x, y, votes, rows=far, errors={2: "NO_NEIGHBOURS"})
    case("radius_outlier", RadiusNeighborsClassifier(radius=3, outlier_label=2), x, y, votes, rows=far)
    case("radius_outlier_new", RadiusNeighborsClassifier(radius=3, outlier_label=-1), x, y, votes, rows=far)
    case("radius_outlier_text", RadiusNeighborsClassifier(radius=3, outlier_label="stay"), x, data.text_classes(x), votes, rows=far)
    case("radius_outlier_new_text", RadiusNeighborsClassifier(radius=3, outlier_label="far"), x, data.text_classes(x), votes, rows=far)
    case("radius_outlier_frequent", RadiusNeighborsClassifier(radius=3, outlier_label="most_frequent"), x, y, votes, rows=far, since=(0, 22))
    case("radius_targets", RadiusNeighborsClassifier(radius=3, outlier_label=1), x, data.class_targets(x), votes, rows=far)
    case("radius_targets_each", RadiusNeighborsClassifier(radius=3, outlier_label=[2, 0]), x, data.class_targets(x), votes, rows=far, since=(0, 22))
    case("radius_boundary", RadiusNeighborsClassifier(radius=2, outlier_label=1, metric="manhattan"), data.integers().astype(float), y, votes)
    mutation("radius_kd_tree_1", "radius", 9)
    mutation("radius_outlier", "outlier_label_" if the.version >= (0, 22) else "outlier_label", [0] if the.version >= (0, 22) else 0)
    mutation("radius_brute_distance", "weights", "uniform", since=(0, 22))


@group
def radius_regressors():
    x = data.numbers()
    sums = {"predict": EXACT}
    for name, y in [("one", data.target(x)), ("column", data.target(x).reshape(-1, 1)), ("two", data.targets(x)), ("int", data.three_classes(x))]:
        case("radius_reg_" + name, RadiusNeighborsRegressor(radius=2.5), x, y, sums, rows=asked(x))
        case("radius_reg_%s_distance" % name, RadiusNeighborsRegressor(radius=2.5, weights="distance"), x, y, {"predict": LINEAR}, rows=asked(x))
    for algorithm in ALGORITHMS:
        case("radius_reg_" + algorithm, RadiusNeighborsRegressor(radius=2, algorithm=algorithm, weights="distance"), x, data.target(x), {"predict": near(1e-11)}, rows=asked(x))
    case("radius_reg_float32", RadiusNeighborsRegressor(radius=2.5), x, data.target(x).astype(np.float32), {"predict": EXACT}, rows=asked(x))
    far = asked(x).iloc[:6].copy()
    far.iloc[2] = 99.0
    case("radius_reg_alone", RadiusNeighborsRegressor(radius=3), x, data.target(x), sums, rows=far)
    case("radius_reg_alone_two", RadiusNeighborsRegressor(radius=3), x, data.targets(x), sums, rows=far)
    case("radius_reg_alone_int", RadiusNeighborsRegressor(radius=3), x, data.three_classes(x), sums, rows=far)
    mutation("radius_reg_one", "radius", 9)
    mutation("radius_reg_one_distance", "weights", "uniform")


@group(since=(0, 19))
def outliers():
    from sklearn.neighbors import LocalOutlierFactor
    x = data.numbers()
    refused("UNSUPPORTED_OPTION", "novelty", "lof_not_novel", LocalOutlierFactor(contamination=0.2), x)
    if the.version < (0, 20):
        return  # it has no other way
    answers = {"predict": EXACT, "decision_function": near(1e-10), "score_samples": LINEAR}
    if the.version < (0, 22):
        answers.pop("score_samples")
    for k in (3, 20):
        case("lof_%d" % k, lambda k=k: LocalOutlierFactor(n_neighbors=k, novelty=True, contamination=0.2), x, None, answers, rows=asked(x))
    case("lof_auto", lambda: LocalOutlierFactor(novelty=True, contamination="auto"), x, None, answers, rows=asked(x))
    case("lof_manhattan", lambda: LocalOutlierFactor(novelty=True, contamination=0.2, metric="manhattan"), x, None, answers, rows=asked(x))
    case("lof_brute", lambda: LocalOutlierFactor(novelty=True, contamination=0.2, algorithm="brute"), x, None, answers, rows=asked(x))
    case("lof_more_than_rows", lambda: LocalOutlierFactor(n_neighbors=500, novelty=True, contamination=0.2), x, None, answers, rows=asked(x))
    mutation("lof_3", "offset_", lambda old: old + 1)
    mutation("lof_3", "_lrd", lambda old: old * 2)
    mutation("lof_3", "_distances_fit_X_", lambda old: old * 3)
    mutation("lof_3", "n_neighbors_", 2)


@group
def centroids():
    x = data.numbers()
    for kind, y in [("two", data.two_classes(x)), ("three", data.three_classes(x)), ("text", data.text_classes(x))]:
        for metric in ("euclidean", "manhattan"):
            answers = {"predict": EXACT}
            if the.version >= (1, 6) and metric == "euclidean":
                answers.update(predict_proba=near(1e-9), predict_log_proba=near(1e-9), decision_function=near(1e-9))
            case("centroid_%s_%s" % (kind, metric), NearestCentroid(metric=metric), x, y, answers)
    case("centroid_shrunk", NearestCentroid(shrink_threshold=0.5), x, data.three_classes(x), {"predict": EXACT})
    for metric in ("chebyshev", "cosine", "canberra"):
        case("centroid_" + metric, lambda metric=metric: NearestCentroid(metric=metric), x, data.three_classes(x), {"predict": EXACT}, until=(1, 5))
    far = {"predict": EXACT, "predict_proba": near(1e-9), "predict_log_proba": near(1e-9), "decision_function": near(1e-9)}
    for name, priors in [("empirical", "empirical"), ("given", [0.2, 0.1, 0.7])]:
        case("centroid_priors_" + name, lambda priors=priors: NearestCentroid(priors=priors), x, data.three_classes(x), far, since=(1, 6))
    mutation("centroid_three_euclidean", "centroids_", lambda old: -old)
    mutation("centroid_three_manhattan", "metric", "chebyshev", until=(1, 5))
    mutation("centroid_priors_given", "class_prior_", np.array([0.9, 0.05, 0.05]), since=(1, 6))
    mutation("centroid_priors_given", "within_class_std_dev_", lambda old: old * 3, since=(1, 6))


@group(since=(0, 21))
def components():
    from sklearn.neighbors import NeighborhoodComponentsAnalysis
    x = data.numbers()
    for count in (None, 2):
        case("nca_%s" % count, NeighborhoodComponentsAnalysis(n_components=count, random_state=1, max_iter=5), x, data.three_classes(x), {"transform": near(1e-11)})
    case("nca_then_knn", Pipeline([("nca", NeighborhoodComponentsAnalysis(random_state=1, max_iter=5)), ("model", KNeighborsClassifier(3))]), x, data.three_classes(x), VOTES,
         rows=asked(x))
    mutation("nca_2", "components_", lambda old: old * 2)


@group
def densities():
    x = data.numbers(2)
    rows_ = asked(x) / 2
    # sums of logarithms of sums, walked as the library walks its tree
    answers = {"score_samples": near(1e-12)}
    for kernel in ("gaussian", "tophat", "epanechnikov", "exponential", "linear", "cosine"):
        case("density_" + kernel, KernelDensity(bandwidth=0.9, kernel=kernel), x, None, answers, rows=rows_)
        case("density_%s_four" % kernel, KernelDensity(bandwidth=4, kernel=kernel), data.numbers(4), None, answers, rows=asked(data.numbers(4)))
    case("density_ball", KernelDensity(bandwidth=0.9, algorithm="ball_tree", metric="manhattan"), x, None, answers, rows=rows_)
    case("density_haversine", KernelDensity(bandwidth=0.2, algorithm="ball_tree", metric="haversine"), (x / 3).round(4), None, answers, rows=rows_ / 2)
    case("density_depth", KernelDensity(bandwidth=0.9, breadth_first=False), x, None, answers, rows=rows_)
    case("density_p3", lambda: KernelDensity(bandwidth=0.9, metric="minkowski", metric_params={"p": 3}), x, None, answers, rows=rows_)
    case("density_weighted", KernelDensity(bandwidth=0.9), x, None, answers, rows=rows_, fit_params={"sample_weight": data.weights()}, since=(0, 20))
    for name in ("scott", "silverman"):
        case("density_" + name, lambda name=name: KernelDensity(bandwidth=name), x, None, answers, rows=rows_, since=(1, 2))
    for kernel in ("gaussian", "tophat", "epanechnikov", "exponential", "linear", "cosine"):
        for breadth_first in (True, False):  # beyond its reach a kernel leaves what rounding leaves
            case("density_tree_%s_%s" % (kernel, breadth_first), KernelDensity(bandwidth=1.1, kernel=kernel, leaf_size=3, breadth_first=breadth_first), x, None, answers,
                 rows=rows_ * 2 + 1)
    case("density_rtol", KernelDensity(bandwidth=0.9, rtol=0.1, leaf_size=3), x, None, answers, rows=rows_)
    case("density_atol", KernelDensity(bandwidth=0.9, atol=0.01, leaf_size=3), x, None, answers, rows=rows_)
    case("density_ball_rtol", KernelDensity(bandwidth=0.9, rtol=0.1, leaf_size=3, algorithm="ball_tree", metric="manhattan"), x, None, answers, rows=rows_)
    case("density_depth_weighted", KernelDensity(bandwidth=0.9, rtol=0.1, leaf_size=3, breadth_first=False), x, None, answers, rows=rows_,
         fit_params={"sample_weight": data.weights()}, since=(0, 20))
    mutation("density_rtol", "rtol", 1e-8)
    mutation("density_atol", "atol", 0.0)
    mutation("density_ball_rtol", "breadth_first", False)
    mutation("density_gaussian", "kernel", "exponential")
    mutation("density_gaussian", "bandwidth_" if the.version >= (1, 2) else "bandwidth", 2.0)
    mutation("density_ball", "metric", "euclidean")
