"""sklearn2pmml: its pipeline, of estimators of scikit-learn."""
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn2pmml.pipeline import PMMLPipeline

import data
from registry import EXACT, case, group, near, refused


def steps(model):
    return [("scale", StandardScaler()), ("model", model)]


@group
def pipelines():
    x = data.numbers()
    case("pmml_classifier", lambda: PMMLPipeline(steps(LogisticRegression())), x, data.three_classes(x), {"predict": EXACT, "predict_proba": near(1e-11)})
    case("pmml_regressor", lambda: PMMLPipeline(steps(LinearRegression())), x, data.target(x), {"predict": near(1e-9)})
    refused("UNSUPPORTED_OPTION", "predict_transformer", "pmml_transformed", lambda: PMMLPipeline(steps(LinearRegression()), predict_transformer=StandardScaler()), x, data.target(x))
