"""sklearn.frozen, new in 1.6"""
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import data
from registry import EXACT, LINEAR, case, group, mutation


@group(since=(1, 6))
def frozen():
    from sklearn.frozen import FrozenEstimator
    x = data.numbers()
    y = data.three_classes(x)
    case("frozen_tree", FrozenEstimator(DecisionTreeClassifier(max_depth=3, random_state=1).fit(x, y)), x, y,
         {"predict": EXACT, "predict_proba": EXACT, "apply": EXACT})
    case("frozen_logistic", FrozenEstimator(LogisticRegression().fit(x, y)), x, y, {"predict": EXACT, "predict_proba": LINEAR, "decision_function": LINEAR})
    case("frozen_number", FrozenEstimator(DecisionTreeRegressor(random_state=1).fit(x, data.target(x))), x, data.target(x), {"predict": EXACT})
    case("frozen_scaler", FrozenEstimator(StandardScaler().fit(x)), x, None, {"transform": EXACT}, fit=False)
    case("frozen_step", make_pipeline(FrozenEstimator(StandardScaler().fit(x.iloc[:40])), LogisticRegression()), x, y, {"predict": EXACT, "predict_proba": LINEAR})
    mutation("frozen_scaler", "estimator.mean_", lambda old: old + 1)
