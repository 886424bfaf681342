"""make.py: the models and rows of this folder, from data that scikit-learn and palmerpenguins ship. See HOW."""
import pathlib
import pickle

import lightgbm as lgb
import pandas as pd
import palmerpenguins
import xgboost as xgb
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

HERE = pathlib.Path(__file__).parent
wine = load_wine(as_frame=True)
names = wine.target_names[wine.target]
model = Pipeline([("scale", StandardScaler()), ("model", LogisticRegression(max_iter=500))]).fit(wine.data, names)
(HERE / "wine.pkl").write_bytes(pickle.dumps(model))
wine.data.insert(0, "bottle", range(1, len(wine.data) + 1))
wine.data.to_csv(HERE / "wine.csv", index=False)
wine.data.head(50).to_json(HERE / "wine.jsonl", orient="records", lines=True)

cancer = load_breast_cancer(as_frame=True)
cancer.data.columns = [c.replace(" ", "_") for c in cancer.data.columns]
booster = lgb.train({"objective": "binary", "num_leaves": 15, "verbosity": -1}, lgb.Dataset(cancer.data, cancer.target), 40)
booster.save_model(str(HERE / "cancer.txt"))
cancer.data.to_csv(HERE / "cancer.csv", index=False)

penguins = palmerpenguins.load_penguins()
features = penguins.drop(columns=["species", "year"])
for name in ("island", "sex"):
    features[name] = pd.Categorical(features[name])
classifier = xgb.XGBClassifier(n_estimators=20, max_depth=3, enable_categorical=True).fit(features, penguins["species"].astype("category").cat.codes)
classifier.save_model(str(HERE / "penguins.ubj"))
penguins.insert(0, "penguin", range(1, len(penguins) + 1))
penguins.drop(columns=["species", "year"]).to_csv(HERE / "penguins.csv", index=False, na_rep="NA")
