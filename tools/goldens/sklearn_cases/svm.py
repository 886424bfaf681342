"""sklearn.svm"""
import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, NuSVC, NuSVR, OneClassSVM

import data
from registry import EXACT, LINEAR, case, given, group, mutation, near, refused, the

# Coefficients of either sign add up to scores near 0; the dot products are BLAS's from 0.24 on.
SUM = near(1e-9)
SCORES = {"predict": EXACT, "decision_function": SUM}
# The confidences of all rows were divided by the greatest of the batch before 0.21: there is no decision_function of one row.
SHARES = SCORES if the.version >= (0, 21) else {"predict": EXACT}
# Coupled in rounds that end when the change is small: scores differ by SUM.
CHANCES = {"predict_proba": near(1e-9), "predict_log_proba": near(1e-9)}
KERNELS = [("linear", {}), ("poly", {"degree": 3, "coef0": 0.5}), ("poly_even", {"kernel": "poly", "degree": 2}), ("rbf", {}),
           ("sigmoid", {"gamma": 0.1, "coef0": 0.2})]


def machine(kind, kernel="rbf", **options):
    """The gamma that every version knows: "scale" is from 0.20 on."""
    options = dict({"kernel": kernel, "gamma": "auto"}, **options)
    return lambda: given(kind, **options)


@group
def kernels():
    x = data.numbers()
    for name, options in KERNELS:
        options = dict({"kernel": name}, **options)
        case("svc_%s_two" % name, machine(SVC, **options), x, data.two_classes(x), SCORES)
        case("svc_%s_three" % name, machine(SVC, **options), x, data.three_classes(x), SHARES)
        case("svr_%s" % name, machine(SVR, **options), x, data.target(x), {"predict": SUM})
        case("nusvr_%s" % name, machine(NuSVR, nu=0.4, **options), x, data.target(x), {"predict": SUM})
        case("nusvc_%s" % name, machine(NuSVC, nu=0.2, **options), x, data.three_classes(x), SHARES)
        one_class = {"predict": EXACT, "decision_function": SUM}
        if the.version >= (0, 20):
            one_class["score_samples"] = SUM
        case("one_class_svm_%s" % name, machine(OneClassSVM, nu=0.3, **options), x, None, one_class)
    mutation("svc_rbf_two", "_gamma", lambda old: old * 2)
    mutation("svc_poly_two", "degree", 2)
    mutation("svc_poly_even_three", "coef0", 0.5)
    mutation("svc_sigmoid_three", "coef0", 0.5)
    mutation("svc_rbf_two", "kernel", "linear")
    mutation("svc_five", "_dual_coef_", lambda old: old * 1.1)
    mutation("svc_five", "_intercept_", lambda old: old + 0.1)
    mutation("svr_rbf", "_intercept_", lambda old: old + 0.1)
    mutation("svr_rbf", "_dual_coef_", lambda old: old * 2)
    mutation("one_class_svm_rbf", "offset_", lambda old: old + 1, since=(0, 20))


@group
def classes():
    x = data.numbers()
    for name, y in [("bool", data.two_classes(x)), ("text", data.text_classes(x)), ("floats", data.three_classes(x) * 2.0 - 1)]:
        case("svc_classes_" + name, machine(SVC), x, y, SCORES if name == "bool" else SHARES)
    five = np.digitize(x["a"] + x["b"], [-1.2, -0.4, 0.4, 1.2])
    case("svc_five", machine(SVC, decision_function_shape="ovo"), x, five, SCORES)
    case("svc_five_shares", machine(SVC, decision_function_shape="ovr"), x, five, SHARES)
    case("svc_ovo_two", machine(SVC, decision_function_shape="ovo"), x, data.two_classes(x), SCORES)
    case("svc_balanced", machine(SVC, class_weight="balanced"), x, data.three_classes(x), SHARES)
    case("svc_weighted", machine(SVC), x, data.three_classes(x), SHARES, fit_params={"sample_weight": data.weights()})
    case("svc_scale", machine(SVC, gamma="scale"), x, data.three_classes(x), SHARES, since=(0, 20))
    case("svc_gamma", machine(SVC, gamma=0.7, C=10.0), x, data.three_classes(x), SHARES)
    case("svc_break_ties", machine(SVC, break_ties=True, decision_function_shape="ovr", kernel="sigmoid"), x, five, SHARES, since=(0, 22))
    case("svc_wide", machine(SVC), data.wide(), data.three_classes(data.wide()), SHARES)
    case("svc_counts", machine(SVC, kernel="poly"), data.counts(), data.three_classes(data.counts()), SHARES)
    case("svc_scaled", lambda: Pipeline([("scale", StandardScaler()), ("model", given(SVC, gamma="auto"))]), x, data.three_classes(x), SHARES)
    asked = x.iloc[:8].copy()
    asked.iloc[3, 1] = np.nan
    asked.iloc[5, 0] = np.inf
    case("svc_not_finite", machine(SVC), x, data.three_classes(x), {"predict": EXACT}, rows=asked, errors={3: "MISSING_VALUE", 5: "NOT_FINITE"})
    mutation("svc_five", "decision_function_shape", "ovr", since=(0, 21))
    mutation("svc_break_ties", "break_ties", False, since=(0, 22))


@group
def probabilities():
    x = data.numbers()
    for name, y in [("two", data.two_classes(x)), ("three", data.three_classes(x)), ("text", data.text_classes(x))]:
        for which, kind, more in [("svc", SVC, {}), ("nusvc", NuSVC, {"nu": 0.2})]:
            options = dict(more, probability=True, random_state=1)
            case("%s_proba_%s" % (which, name), machine(kind, **options), x, y, dict(CHANCES, predict=EXACT))
    five = np.digitize(x["a"] + x["b"], [-1.2, -0.4, 0.4, 1.2])
    case("svc_proba_five", machine(SVC, probability=True, random_state=1), x, five, CHANCES)
    old = the.version < (0, 23)
    mutation("svc_proba_three", "probA_" if old else "_probA", lambda held: held * 2)
    mutation("svc_proba_two", "probB_" if old else "_probB", lambda held: held + 1)
    mutation("svc_proba_two", "probability", False)


@group
def sparse_rows():
    x = sparse.csr_matrix(data.counts(8).values.astype(float))
    y = data.three_classes(data.counts(8))
    target = data.target(data.counts(8))
    for name, options in KERNELS:
        options = dict({"kernel": name}, **options)
        case("svc_sparse_" + name, machine(SVC, **options), x, y, SHARES)
        case("svr_sparse_" + name, machine(SVR, **options), x, target, {"predict": SUM})
    case("svc_sparse_two", machine(SVC), x, data.two_classes(data.counts(8)), SCORES)
    case("svc_sparse_proba", machine(SVC, probability=True, random_state=1), x, y, CHANCES)
    case("nusvr_sparse", machine(NuSVR), x, target, {"predict": SUM})
    case("one_class_svm_sparse", machine(OneClassSVM, nu=0.3), x, None, SCORES)
    texts = data.documents()
    marks = np.array([0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1])
    case("svc_texts", lambda: Pipeline([("words", TfidfVectorizer()), ("model", given(SVC, gamma="auto", kernel="linear"))]), texts, marks, SCORES)
    case("linear_svc_texts", lambda: Pipeline([("words", TfidfVectorizer()), ("model", LinearSVC(random_state=1))]), texts, marks, SCORES)


@group
def few_vectors():
    x = data.numbers()
    # everything lies within epsilon: there is no support vector, and predict is the intercept
    case("svr_no_vector", machine(SVR, epsilon=100.0), x, data.target(x), {"predict": EXACT}, since=(0, 22))
    case("svr_column", machine(SVR), x[["a"]], data.target(x), {"predict": SUM})


@group
def linear():
    x = data.numbers()
    for name, y in [("two", data.two_classes(x)), ("three", data.three_classes(x)), ("text", data.text_classes(x))]:
        case("linear_svc_" + name, lambda: LinearSVC(random_state=1), x, y, SCORES)
        case("linear_svc_singer_" + name, lambda: LinearSVC(random_state=1, multi_class="crammer_singer"), x, y, SCORES)
        case("linear_svc_l1_" + name, lambda: LinearSVC(random_state=1, penalty="l1", dual=False), x, y, SCORES)
        case("linear_svc_no_intercept_" + name, lambda: LinearSVC(random_state=1, fit_intercept=False), x, y, SCORES)
    case("linear_svc_sparsified", lambda: LinearSVC(random_state=1, C=0.01, penalty="l1", dual=False), x, data.three_classes(x), SCORES,
         fit=lambda model, a, b: model.fit(a, b).sparsify())
    for loss in ("epsilon_insensitive", "squared_epsilon_insensitive"):
        case("linear_svr_" + loss, lambda loss=loss: LinearSVR(random_state=1, loss=loss, epsilon=0.1), x, data.target(x), {"predict": SUM})
    case("linear_svr_no_intercept", lambda: LinearSVR(random_state=1, fit_intercept=False), x, data.target(x), {"predict": SUM})
    mutation("linear_svc_three", "coef_", lambda old: old * 2)
    mutation("linear_svc_two", "intercept_", lambda old: old + 1)
    mutation("linear_svr_epsilon_insensitive", "coef_", lambda old: old * 2)


@group
def what_is_refused():
    x = data.numbers()
    y = data.two_classes(x)
    refused("UNSUPPORTED_OPTION", "kernel", "svc_precomputed", SVC(kernel="precomputed"), lambda: np.dot(x.values, x.values.T), y)
    refused("UNSUPPORTED_OPTION", "kernel", "svc_function", SVC(kernel=np.dot), x, y, fit=lambda model, a, b: model.set_params(kernel="linear").fit(a, b).set_params(kernel=np.dot))
