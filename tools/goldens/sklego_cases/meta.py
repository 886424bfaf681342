"""Those classes of sklego.meta, preprocessing and linear_model that are read. The version is scikit-lego's own."""
import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from sklego.linear_model import DeadZoneRegressor, ImbalancedLinearRegression, LADRegression, QuantileRegression
from sklego.meta import DecayEstimator, EstimatorTransformer, Thresholder
from sklego.preprocessing import ColumnCapper, ColumnDropper, ColumnSelector, IdentityTransformer

try:
    from sklego.preprocessing import TypeSelector
except ImportError:
    from sklego.preprocessing import PandasTypeSelector as TypeSelector

import data
from registry import EXACT, LINEAR, case, group, mutation, refused


@group
def thresholds():
    x = data.numbers()
    y = data.two_classes(x)
    case("lego_threshold", Thresholder(LogisticRegression(), threshold=0.3), x, y, {"predict": EXACT, "predict_proba": LINEAR})
    # the threshold is a share that leaves have: it counts as below
    case("lego_threshold_equal", Thresholder(DecisionTreeClassifier(max_leaf_nodes=2), threshold=1.0), x, x["a"] > 0, {"predict": EXACT, "predict_proba": EXACT})
    case("lego_threshold_scaled", make_pipeline(StandardScaler(), Thresholder(DecisionTreeClassifier(max_depth=3, random_state=1), threshold=0.2)), x, y,
         {"predict": EXACT, "predict_proba": EXACT})
    case("lego_columns", make_pipeline(ColumnSelector(["d", "b"]), DecisionTreeClassifier(max_depth=3, random_state=1)), x[["b", "d"]], y, {"predict": EXACT})
    mutation("lego_threshold", "threshold", 0.9)


@group
def columns():
    x = data.mixed()
    tree = DecisionTreeClassifier(max_depth=3, random_state=1)
    y = data.two_classes(data.numbers())
    numbers = data.numbers()
    case("lego_drop", make_pipeline(ColumnDropper(["a", "city"]), tree), x[["a", "city", "grade", "d"]].fillna(0), y, {"predict": EXACT})
    case("lego_types", make_pipeline(TypeSelector(include="number"), tree), x.fillna({name: 0.0 for name in "abcd"}), y, {"predict": EXACT})
    from sklego.preprocessing import PandasTypeSelector  # the name from before 0.9
    case("lego_pandas_types", make_pipeline(PandasTypeSelector(include="number"), tree), x.fillna({name: 0.0 for name in "abcd"}), y, {"predict": EXACT}, since=(0, 9))
    case("lego_identity", make_pipeline(IdentityTransformer(), tree), numbers, y, {"predict": EXACT})
    bad = numbers.iloc[:8].copy()
    bad.iloc[3, 1] = np.nan
    case("lego_identity_checked", make_pipeline(IdentityTransformer(check_X=True), tree), numbers, y, {"predict": EXACT}, rows=bad, errors={3: "MISSING_VALUE"})
    mutation("lego_identity_checked", "steps[0][1].check_X", False, since=(0, 8))  # before, the tree refuses the row
    mutation("lego_drop", "steps[0][1].feature_names_", ["d", "grade"])


@group
def cappers():
    gaps = data.missing()
    rows = gaps.iloc[:24].copy()
    rows.iloc[3, 0], rows.iloc[4, 1], rows.iloc[5, 2] = np.inf, -np.inf, 1e9
    case("lego_capper", ColumnCapper(), gaps, None, {"transform": EXACT}, rows=rows)
    case("lego_capper_narrow", ColumnCapper(quantile_range=(20, 60), interpolation="lower"), gaps, None, {"transform": EXACT}, rows=rows)
    case("lego_capper_finite", ColumnCapper(discard_infs=True), gaps, None, {"transform": EXACT}, rows=rows)
    mutation("lego_capper", "quantiles_", lambda old: old / 2)
    mutation("lego_capper_finite", "discard_infs", False)


@group
def regressors():
    x = data.numbers()
    y = data.target(x)
    for name, model in (("ladregression", LADRegression()), ("ladregression_plain", LADRegression(fit_intercept=False, alpha=0.1)),
                        ("quantileregression", QuantileRegression(quantile=0.8, positive=True)),
                        ("imbalancedlinearregression", ImbalancedLinearRegression(overestimation_punishment_factor=3.0)),
                        ("deadzoneregressor", DeadZoneRegressor(threshold=0.2))):
        case("lego_" + name, model, x, y, {"predict": LINEAR})
    case("lego_transformer", make_pipeline(EstimatorTransformer(LinearRegression()), DecisionTreeClassifier(max_depth=2)), x, data.two_classes(x), {"predict": EXACT})
    case("lego_transformer_alone", EstimatorTransformer(LinearRegression(), check_input=True), x, y, {"transform": LINEAR})
    case("lego_decay", DecayEstimator(DecisionTreeClassifier(max_depth=3, random_state=1), decay_func="linear"), x, data.text_classes(x), {"predict": EXACT})
    case("lego_decay_regressor", DecayEstimator(LinearRegression(), check_input=True), x, y, {"predict": LINEAR})
    refused("UNSUPPORTED_OPTION", "predict_func", "lego_transformer_proba", EstimatorTransformer(LogisticRegression(), predict_func="predict_proba"), x, data.two_classes(x), of="EstimatorTransformer")
    mutation("lego_ladregression", "intercept_", 7.0)
    mutation("lego_deadzoneregressor", "coef_", lambda old: old * 2, since=(0, 8))
    mutation("lego_deadzoneregressor", "coefs_", lambda old: old * 2, until=(0, 8))
