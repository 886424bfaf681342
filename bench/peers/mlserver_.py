"""mlserver_.py MODEL PORT: MLServer, without workers of its own: on one core it is twice as fast so."""
# requires: mlserver==1.7.1 uvloop==0.21.0
# MLServer 1.7 does not start under uvloop 0.22 and later.
import os
import sys

from loaded import load
from mlserver import MLModel, MLServer, ModelSettings, Settings
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceResponse


class Model(MLModel):
    async def load(self):
        self.score = load(os.environ["MODEL"])
        return True

    async def predict(self, payload):
        rows = NumpyCodec.decode_input(payload.inputs[0])
        return InferenceResponse(model_name=self.name, outputs=[NumpyCodec.encode_output("predict", self.score(rows))])


async def main():
    port = int(sys.argv[2])
    server = MLServer(Settings(parallel_workers=0, host="127.0.0.1", http_port=port, grpc_port=port + 1, metrics_port=port + 2, debug=False, root_path=""))
    await server.start([ModelSettings(name="m", implementation=Model, parallel_workers=0)])


if __name__ == "__main__":
    import asyncio

    import uvloop
    os.environ["MODEL"] = sys.argv[1]
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(main())
