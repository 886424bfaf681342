"""sklego.meta.Thresholder and sklego.preprocessing.ColumnSelector. The version is scikit-lego's own."""
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from sklego.meta import Thresholder
from sklego.preprocessing import ColumnSelector

import data
from registry import EXACT, LINEAR, case, group, mutation


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
