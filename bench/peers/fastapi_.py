"""fastapi_.py MODEL PORT: what most people write by hand: FastAPI under uvicorn, one worker."""
# requires: fastapi==0.165.0 uvicorn[standard]==0.54.0
import sys

import uvicorn
from fastapi import FastAPI
from loaded import load
from pydantic import BaseModel

predict = load(sys.argv[1])
app = FastAPI()


class Rows(BaseModel):
    instances: list[list[float]]


@app.post("/predict")
async def score(rows: Rows):
    return {"predictions": predict(rows.instances).tolist()}


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
