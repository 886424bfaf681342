"""triton_.py MODEL PORT: Triton with its Python backend, from the pytriton wheel."""
# requires: nvidia-pytriton==0.7.0
# Its Triton looks for the Python that it was built for: Debian's 3.11.
import sys

import numpy as np
from loaded import load
from pytriton.decorators import batch
from pytriton.model_config import DynamicBatcher, ModelConfig, Tensor
from pytriton.triton import Triton, TritonConfig

score = load(sys.argv[1])
WIDTH = int(sys.argv[3])


@batch
def predict(input):
    return [np.asarray(score(input), dtype=np.float64).reshape(len(input), -1)]


port = int(sys.argv[2])
with Triton(config=TritonConfig(http_address="127.0.0.1", http_port=port, grpc_port=port + 1, metrics_port=port + 2, log_verbose=0)) as triton:
    triton.bind(model_name="m", infer_func=predict, inputs=[Tensor(name="input", dtype=np.float32, shape=(WIDTH,))],
                outputs=[Tensor(name="predict", dtype=np.float64, shape=(-1,))],
                config=ModelConfig(max_batch_size=1024, batcher=DynamicBatcher(max_queue_delay_microseconds=0)))
    triton.serve()
