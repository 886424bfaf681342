"""sklearn.naive_bayes"""
import numpy as np
import scipy.sparse
from sklearn import naive_bayes
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.feature_extraction.text import CountVectorizer

import data
from registry import EXACT, case, given, group, mutation, near, the

# Sums of logarithms: numpy's own exp and log, and logsumexp, of which scipy has had several.
NEAR = near(1e-12, 4)


def outputs(**more):
    every = dict({"predict": EXACT, "predict_proba": NEAR, "predict_log_proba": NEAR}, **more)
    if the.version >= (1, 2):
        every["predict_joint_log_proba"] = NEAR
    return every


def classes_of(x):
    return [("bool", data.two_classes(x)), ("int", data.three_classes(x)), ("text", data.text_classes(x))]


@group
def gaussian():
    x = data.numbers()
    y = data.three_classes(x)
    for kind, classes in classes_of(x):
        case("gaussian_nb_%s" % kind, GaussianNB(), x, classes, outputs())
    case("gaussian_nb_priors", lambda: GaussianNB(priors=[0.1, 0.2, 0.7]), x, y, outputs())
    case("gaussian_nb_smoothing", lambda: GaussianNB(var_smoothing=0.3), x, y, outputs(), since=(0, 20))
    case("gaussian_nb_weighted", GaussianNB(), x, y, outputs(), fit_params={"sample_weight": data.weights()})
    case("gaussian_nb_wide", GaussianNB(), data.wide(), data.three_classes(data.wide()), outputs())
    case("gaussian_nb_partial", GaussianNB(), x, y, outputs(), fit=lambda model, a, b: model.partial_fit(a, b, classes=[0, 1, 2]))
    # from 1.8 on what is learned from float32 is float32
    case("gaussian_nb_single", GaussianNB(), x.astype(np.float32), y, outputs(), rows=x.iloc[:6])
    case("gaussian_nb_one_class", GaussianNB(), x, np.full(len(x), 3), outputs())
    far = x.iloc[:4] * 300
    case("gaussian_nb_far", GaussianNB(), x, y, outputs(), rows=far)
    bad = x.iloc[:6].copy()
    bad.iloc[2, 1] = np.nan
    bad.iloc[4, 0] = np.inf
    case("gaussian_nb_not_finite", GaussianNB(), x, y, outputs(), rows=bad, errors={2: "MISSING_VALUE", 4: "NOT_FINITE"})
    mutation("gaussian_nb_int", "class_prior_", lambda old: old[::-1].copy())
    mutation("gaussian_nb_int", "theta_", lambda old: old + 1)
    mutation("gaussian_nb_int", "sigma_" if the.version < (1, 0) else "var_", lambda old: old * 2)


@group
def counts():
    x = data.counts()
    y = data.three_classes(data.numbers())
    for kind, classes in classes_of(data.numbers()):
        case("multinomial_nb_%s" % kind, MultinomialNB(), x, classes, outputs())
    case("multinomial_nb_alpha", MultinomialNB(alpha=0.3), x, y, outputs())
    case("multinomial_nb_alphas", lambda: MultinomialNB(alpha=[0.1, 0.2, 0.3, 1, 2, 3]), x, y, outputs(), since=(1, 0))
    case("multinomial_nb_no_prior", MultinomialNB(fit_prior=False), x, y, outputs())
    case("multinomial_nb_prior", MultinomialNB(class_prior=[0.1, 0.2, 0.7]), x, y, outputs())
    case("multinomial_nb_one_class", MultinomialNB(), x, np.full(len(x), 3), outputs(), since=(1, 0))
    case("multinomial_nb_sparse", MultinomialNB(), scipy.sparse.csr_matrix(x.values.astype(float)), y, outputs())
    texts = data.documents()
    about = np.arange(len(texts)) % 3
    case("multinomial_nb_texts", make_pipeline(CountVectorizer(), MultinomialNB()), texts, about,
         {"predict": EXACT, "predict_proba": NEAR, "predict_log_proba": NEAR})
    mutation("multinomial_nb_int", "class_log_prior_", lambda old: old - [1, 2, 3])
    mutation("multinomial_nb_int", "feature_log_prob_", lambda old: old[::-1].copy())


@group
def flags():
    x = data.numbers()
    y = data.three_classes(x)
    for kind, classes in classes_of(x):
        case("bernoulli_nb_%s" % kind, BernoulliNB(), x, classes, outputs())
    case("bernoulli_nb_binarize", BernoulliNB(binarize=0.5, alpha=0.5), x, y, outputs())
    case("bernoulli_nb_binarize_below", BernoulliNB(binarize=-0.5), x, y, outputs(), until=(1, 2))
    case("bernoulli_nb_as_is", BernoulliNB(binarize=None), data.flags().astype(float), y, outputs())
    case("bernoulli_nb_not_binary", BernoulliNB(binarize=None), data.flags().astype(float), y, outputs(), rows=x.iloc[:8].rename(
        columns=dict(zip("abcd", ("f0", "f1", "f2", "f3")))))
    case("bernoulli_nb_no_prior", BernoulliNB(fit_prior=False), x, y, outputs())
    counts = data.counts()
    case("bernoulli_nb_sparse", BernoulliNB(binarize=1), scipy.sparse.csr_matrix(counts.values.astype(float)), y, outputs())
    texts = data.documents()
    case("bernoulli_nb_texts", make_pipeline(CountVectorizer(), BernoulliNB(binarize=1.0)), texts, np.arange(len(texts)) % 3,
         {"predict": EXACT, "predict_proba": NEAR, "predict_log_proba": NEAR})
    mutation("bernoulli_nb_int", "binarize", 0.7)
    mutation("bernoulli_nb_int", "binarize", None)
    mutation("bernoulli_nb_int", "class_log_prior_", lambda old: old - [1, 2, 3])


@group(since=(0, 20))
def complements():
    x = data.counts()
    y = data.three_classes(data.numbers())
    for kind, classes in classes_of(data.numbers()):
        case("complement_nb_%s" % kind, lambda: naive_bayes.ComplementNB(), x, classes, outputs())
    case("complement_nb_norm", lambda: naive_bayes.ComplementNB(norm=True, alpha=0.5), x, y, outputs())
    case("complement_nb_one_class", lambda: naive_bayes.ComplementNB(), x, np.full(len(x), 3), outputs(), since=(1, 0))
    case("complement_nb_sparse", lambda: naive_bayes.ComplementNB(), scipy.sparse.csr_matrix(x.values.astype(float)), y, outputs())
    mutation("complement_nb_one_class", "class_log_prior_", lambda old: old - 1, since=(1, 2))
    mutation("complement_nb_int", "feature_log_prob_", lambda old: old * 2)


@group(since=(0, 22))
def categories():
    x = data.counts(4)
    y = data.three_classes(data.numbers())

    def categorical(**options):
        return lambda: given(naive_bayes.CategoricalNB, **options)

    seen = x.iloc[:24].copy().astype(float)
    seen.iloc[0, 0] = 1.75  # cut to 1
    seen.iloc[1, 1] = -0.5
    for kind, classes in classes_of(data.numbers()):
        case("categorical_nb_%s" % kind, categorical(), x, classes, outputs(), rows=seen)
    case("categorical_nb_alpha", categorical(alpha=0.1), x, y, outputs())
    case("categorical_nb_no_prior", categorical(fit_prior=False), x, y, outputs())
    case("categorical_nb_prior", categorical(class_prior=[0.1, 0.2, 0.7]), x, y, outputs())
    more = x.iloc[:8].copy()
    more.iloc[2, 1] = 8
    case("categorical_nb_more", categorical(min_categories=9), x, y, outputs(), rows=more, since=(0, 24))
    unknown = seen.iloc[:8].copy()
    unknown.iloc[3, 2] = 77
    unknown.iloc[4, 0] = -1
    unknown.iloc[5, 0] = np.nan
    errors = {3: "UNKNOWN_CATEGORY", 4: "UNKNOWN_CATEGORY", 5: "MISSING_VALUE"}
    case("categorical_nb_unknown", categorical(), x, y, outputs(), rows=unknown, errors=errors)
    mutation("categorical_nb_int", "class_log_prior_", lambda old: old - [1, 2, 3])
    mutation("categorical_nb_int", "feature_log_prob_", lambda old: old[::-1])
