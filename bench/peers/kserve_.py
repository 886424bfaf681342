"""kserve_.py MODEL PORT: KServe's server, version 1 of its protocol, one worker."""
# requires: kserve==0.21.0
import sys

from kserve import Model, ModelServer
from loaded import load


class Served(Model):
    def load(self):
        self.score = load(sys.argv[1])
        self.ready = True

    def predict(self, payload, headers=None):
        return {"predictions": self.score(payload["instances"]).tolist()}


if __name__ == "__main__":
    model = Served("m")
    model.load()
    ModelServer(http_port=int(sys.argv[2]), enable_grpc=False, workers=1, enable_latency_logging=False, access_log_format=None).start([model])
