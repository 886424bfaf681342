"""mlflow_.py MODEL PORT: `mlflow models serve`, one worker."""
# requires: mlflow==3.17.2 uvicorn==0.54.0
# `mlflow models serve` starts the program uvicorn, which must be on PATH.
import os
import sys
import tempfile

import mlflow.pyfunc
from loaded import load


class Model(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        self.score = load(context.artifacts["model"])

    def predict(self, context, model_input, params=None):
        return self.score(model_input)


folder = tempfile.mkdtemp() + "/m"
here = os.path.dirname(os.path.abspath(__file__))
mlflow.pyfunc.save_model(folder, python_model=Model(), artifacts={"model": sys.argv[1]}, code_paths=[here + "/loaded.py"], pip_requirements=[])
os.environ["PATH"] = os.path.dirname(sys.executable) + ":" + os.environ["PATH"]
os.execvp("mlflow", ["mlflow", "models", "serve", "-m", folder, "-h", "127.0.0.1", "-p", sys.argv[2], "--env-manager", "local", "-w", "1"])
