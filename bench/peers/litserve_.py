"""litserve_.py MODEL PORT: LitServe, one worker."""
# requires: litserve==0.2.19
import sys

import litserve
from loaded import load


class Api(litserve.LitAPI):
    def setup(self, device):
        self.score = load(sys.argv[1])

    def decode_request(self, request):
        return request["instances"]

    def predict(self, rows):
        return self.score(rows)

    def encode_response(self, predictions):
        return {"predictions": predictions.tolist()}


if __name__ == "__main__":
    litserve.LitServer(Api(), accelerator="cpu", workers_per_device=1).run(host="127.0.0.1", port=int(sys.argv[2]), generate_client_file=False, log_level="error")
