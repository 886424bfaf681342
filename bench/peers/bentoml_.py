"""bentoml_.py MODEL PORT: BentoML, one worker."""
# requires: bentoml==1.4.40
import os
import sys

import bentoml
from loaded import load


@bentoml.service(workers=1, metrics={"enabled": False}, logging={"access": {"enabled": False}})
class Service:
    def __init__(self):
        self.score = load(os.environ["MODEL"])

    @bentoml.api
    def predict(self, instances: list[list[float]]) -> dict:
        return {"predictions": self.score(instances).tolist()}


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    os.environ.update(MODEL=sys.argv[1], BENTOML_DO_NOT_TRACK="true")
    os.chdir(here)
    os.execv(sys.executable, [sys.executable, "-m", "bentoml", "serve", "bentoml_:Service", "--host", "127.0.0.1", "--port", sys.argv[2]])
