"""Who may do what, asked by the clients that people have: requests, ssl, http.client, tritonclient over HTTP and gRPC, against
servers of its own with certificates that cryptography makes and tokens that PyJWT signs: security.py … with $SLIPWAY."""
import atexit
import base64
import datetime
import hashlib
import hmac
import http.client
import ipaddress
import itertools
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time

import grpc
import jwt
import numpy
import requests
import tritonclient.grpc
import tritonclient.http
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from tritonclient.utils import InferenceServerException

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import serving  # noqa: E402

slipway = os.environ["SLIPWAY"]
examples = pathlib.Path(__file__).resolve().parents[2] / "examples"
work = pathlib.Path(tempfile.mkdtemp())
MODELS = ("churn", "fraud-eu")


def check(condition, what):
    if not condition:
        sys.exit("not so: %s" % (what,))


# ---- certificates
def certificate(name, issuer=None, days=1):
    """(certificate, key): of localhost; a root without an issuer."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer[0].subject if issuer else subject)
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(now - datetime.timedelta(days=2)).not_valid_after(now + datetime.timedelta(days=days))
               .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
               .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False))
    if issuer is None:
        builder = builder.add_extension(x509.KeyUsage(True, False, False, False, False, True, True, False, False), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    signer = issuer[1] if issuer else key
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
    return builder.sign(signer, hashes.SHA256()), key


def save(name, made):
    """Beside, then renamed: the key first."""
    for suffix, data in ((".key", made[1].private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())),
                         (".pem", made[0].public_bytes(serialization.Encoding.PEM))):
        (work / "beside").write_bytes(data)
        os.rename(work / "beside", work / (name + suffix))
    return str(work / (name + ".pem")), str(work / (name + ".key"))


root, other_root = certificate("root"), certificate("other root")
ROOT, OTHER = save("root", root)[0], save("other", other_root)[0]
save("server", certificate("server", root))
FRIEND, STRANGER = save("friend", certificate("friend", root)), save("stranger", certificate("stranger", other_root))

# ---- tokens
rsa_key = rsa.generate_private_key(65537, 2048)
ec_key = ec.generate_private_key(ec.SECP256R1())
secret = os.urandom(32)
strange_key = rsa.generate_private_key(65537, 2048)


def jwk(kind, key, kid):
    return {**jwt.get_algorithm_by_name(kind).to_jwk(key, as_dict=True), "kid": kid, "use": "sig"}


KEYS = [jwk("RS256", rsa_key.public_key(), "r"), jwk("ES256", ec_key.public_key(), "e"), jwk("HS256", secret, "h")]
for key in KEYS:
    key.pop("key_ops", None)
(work / "jwks.json").write_text(json.dumps({"keys": KEYS}))
SIGNERS = {"RS256": (rsa_key, "r"), "ES256": (ec_key, "e"), "HS256": (secret, "h")}


def token(algorithm, grants, key=None, headers=None, **claims):
    now = int(time.time())
    full = {"iss": "https://id.example", "aud": "slipway", "sub": "ann", "iat": now, "exp": now + 600, "scope": " ".join(grants), **claims}
    full = {name: value for name, value in full.items() if value is not None}
    signer, kid = SIGNERS.get(algorithm, (None, "r"))
    return jwt.encode(full, key if key is not None else signer, algorithm, headers={"kid": kid, **(headers or {})})


# ---- servers
def free_port():
    return int(serving.free_address().rpartition(":")[2])


class Server:
    def __init__(self, settings, host="127.0.0.1"):
        self.http, self.grpc, self.admin = free_port(), free_port(), free_port()
        self.errors = work / ("errors-%d" % self.http)
        text = "models:\n" + "".join("  %s: {from: %s}\n" % (name, json.dumps(str(examples / "wine.pkl"))) for name in MODELS)
        text += 'serve:\n  http: "%s:%d"\n  grpc: "%s:%d"\n  reload: 20ms\n%s' % (host, self.http, host, self.grpc, settings.replace("ADMIN", str(self.admin)))
        (work / "slipway.yaml").write_text(text)
        self.process = subprocess.Popen([slipway, "--log", "info", "up", "--config", str(work / "slipway.yaml")], stdout=subprocess.DEVNULL, stderr=self.errors.open("w"))
        atexit.register(self.process.kill)
        for _ in range(600):
            if "serving on" in self.log():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit("no server: " + self.log())

    def log(self):
        return self.errors.read_text()

    def wait_for(self, text, count=1):
        for _ in range(400):
            if self.log().count(text) >= count:
                return
            time.sleep(0.02)
        check(False, "%s in %s" % (text, self.log()))

    def stop(self):
        self.process.terminate()
        check(self.process.wait(timeout=30) == 0, "exit code: " + self.log())


def new_key(name, grants):
    done = subprocess.run([slipway, "key", "new", name, "--may", ",".join(grants), "--file", str(work / "keys.yaml")], capture_output=True, text=True)
    check(done.returncode == 0, done.stderr)
    return done.stdout.strip()


# ---- the matrix: verb x model x credential x protocol
GRANTS = [["predict:churn"], ["predict:fraud-*"], ["predict:*"], ["admin:churn"], ["admin:*"], ["predict:churn", "admin:fraud-eu"], ["predict:*", "admin:*"]]
CREDENTIALS = [("nothing", {}, []), ("a bad key", {"Authorization": "Bearer slipway_00000000_" + "A" * 43}, []), ("a bad token", {"Authorization": "Bearer a.b.c"}, [])]
for number, grants in enumerate(GRANTS):
    key = new_key("k%d" % number, grants)
    CREDENTIALS.append(("key", {"Authorization": "Bearer " + key}, grants))
    CREDENTIALS.append(("key in X-API-Key", {"X-API-Key": key}, grants))
    for algorithm in SIGNERS:
        CREDENTIALS.append((algorithm, {"Authorization": "Bearer " + token(algorithm, grants)}, grants))
CREDENTIALS.append(("role", {"Authorization": "Bearer " + token("RS256", ["openid", "team"])}, ["predict:churn", "admin:fraud-eu"]))

row = json.loads((examples / "wine.jsonl").read_text().split("\n")[0])
row.pop("bottle", None)


def new_session(verify=None):
    made = requests.Session()
    made.trust_env, made.verify = False, verify  # not this machine's own roots and proxies
    return made


session = new_session(ROOT)


def matches(grants, verb, model):
    return any(g == verb + ":" + model or (g.endswith("*") and (verb + ":" + model).startswith(g[:-1])) for g in grants)


def expected(name, grants, verb, model):
    if not grants:
        return 401
    return 200 if matches(grants, verb, model) else 403


def status_of(call):
    """200, 401 or 403 of a tritonclient call."""
    try:
        call()
        return 200
    except InferenceServerException as problem:
        return {"401": 401, "403": 403, "StatusCode.UNAUTHENTICATED": 401, "StatusCode.PERMISSION_DENIED": 403}.get(str(problem.status()), "%s" % problem)


def inputs(module, names):
    made = []
    for name in names:
        values = numpy.array([list(row.values())]) if name == "input" else numpy.array([[float(row[name])]])
        made.append(module.InferInput(name, list(values.shape), "FP64"))
        made[-1].set_data_from_numpy(values.astype(numpy.float64))
    return made


def matrix(server):
    base = "https://localhost:%d" % server.http
    triton = tritonclient.http.InferenceServerClient("localhost:%d" % server.http, ssl=True, ssl_context_factory=lambda: ssl.create_default_context(cafile=ROOT))
    over_grpc = tritonclient.grpc.InferenceServerClient("localhost:%d" % server.grpc, ssl=True, root_certificates=ROOT)
    friendly = {"Authorization": "Bearer " + token("ES256", ["predict:*"])}
    names = [i["name"] for i in triton.get_model_metadata("churn", headers=friendly)["inputs"]]
    posts = {
        "slipway": lambda m, h: session.post("%s/api/v1/models/%s/score" % (base, m), json=row, headers=h),
        "tensorflow": lambda m, h: session.post("%s/v1/models/%s:predict" % (base, m), json={"instances": [row]}, headers=h),
        "mlflow": lambda m, h: session.post(base + "/invocations", json={"dataframe_records": [row]}, headers={**h, "X-Amzn-SageMaker-Target-Model": m}),
    }
    calls = {
        "tritonclient.http": lambda m, h: triton.infer(m, inputs(tritonclient.http, names), headers=dict(h)),
        "tritonclient.grpc": lambda m, h: over_grpc.infer(m, inputs(tritonclient.grpc, names), headers={k.lower(): v for k, v in h.items()}),
    }
    loads = {
        "tritonclient.http": lambda m, h: triton.load_model(m, headers=h),
        "tritonclient.grpc": lambda m, h: over_grpc.load_model(m, headers={k.lower(): v for k, v in h.items()}),
    }
    cells = 0
    for (name, headers, grants), model in itertools.product(CREDENTIALS, MODELS):
        wanted = expected(name, grants, "predict", model)
        for protocol, post in posts.items():
            answer = post(model, headers)
            check(answer.status_code == wanted, (protocol, name, grants, model, answer.status_code, wanted, answer.text))
            check(("WWW-Authenticate" in answer.headers) == (wanted == 401), (protocol, answer.headers))
            check(answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store", answer.headers)
            check("Server" not in answer.headers, answer.headers)
            cells += 1
        for protocol, call in calls.items():
            found = status_of(lambda: call(model, headers))
            check(found == wanted, (protocol, "predict", name, grants, model, found, wanted))
            cells += 1
        wanted = expected(name, grants, "admin", model)
        for protocol, call in loads.items():
            found = status_of(lambda: call(model, headers))
            check(found == wanted, (protocol, "admin", name, grants, model, found, wanted))
            cells += 1
    for name, headers, grants in CREDENTIALS:
        found = session.get(base + "/metrics", headers=headers).status_code
        check(found == (401 if not grants else 200 if "admin:*" in grants else 403), ("metrics", name, grants, found))
        for path in ("/health/live", "/health/ready", "/v2/health/ready", "/ping"):
            check(session.get(base + path, headers=headers).status_code == 200, (path, name))
        cells += 5
    check(triton.is_server_live() and over_grpc.is_server_ready(), "health without credentials")
    return cells


SECURE = """  control: true
  tls: {certificate: server.pem, key: server.key}
  auth:
    keys: keys.yaml
    jwt:
      jwks: jwks.json
      issuer: https://id.example
      audience: slipway
      leeway: 1s
      roles: {team: ["predict:churn", "admin:fraud-eu"]}
"""
server = Server(SECURE)
cells = matrix(server)
base = "https://localhost:%d" % server.http


def score(headers):
    return session.post(base + "/api/v1/models/churn/score", json=row, headers=headers).status_code


def bearer(text):
    return {"Authorization": "Bearer " + text}


# ---- tokens that are not what they should be
now = int(time.time())
grants = ["predict:*"]
public = rsa_key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
good = token("RS256", grants)
check(score(bearer(good)) == 200, "a good token")
forged = {
    "expired": token("RS256", grants, exp=now - 5),
    "without an end": token("RS256", grants, exp=None),
    "not yet": token("RS256", grants, nbf=now + 60),
    "for another": token("RS256", grants, aud="other"),
    "for nobody": token("RS256", grants, aud=None),
    "from another": token("RS256", grants, iss="https://evil.example"),
    "alg none": jwt.encode({"iss": "https://id.example", "aud": "slipway", "exp": now + 600, "scope": "predict:*"}, None, "none"),
    "another key": token("RS256", grants, key=strange_key),
    "RS512": token("RS512", grants, key=rsa_key),
    "PS256": token("PS256", grants, key=rsa_key),
    "HS512": token("HS512", grants, key=secret + secret),
    "kid of another key": token("RS256", grants, headers={"kid": "e"}),
    "cut": good[:-2],
    "of two parts": good.rsplit(".", 1)[0],
    "without a signature": good.rsplit(".", 1)[0] + ".",
}
# The public key as the secret of HS256: PyJWT refuses to do that, so by hand.
head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "r"}).encode()).rstrip(b"=")
signed = head + b"." + good.split(".")[1].encode()
for name, confused in (("PEM", public), ("JWK", json.dumps(KEYS[0]).encode()), ("modulus", KEYS[0]["n"].encode())):
    forged["algorithm confusion by " + name] = (signed + b"." + base64.urlsafe_b64encode(hmac.new(confused, signed, hashlib.sha256).digest()).rstrip(b"=")).decode()
for name, text in forged.items():
    check(score(bearer(text)) == 401, name)
check(score(bearer(token("HS256", grants, aud=["x", "slipway"], nbf=now - 5))) == 200, "a list of audiences")

# ---- keys and JWKS are renewed while the server runs
late = new_key("late", ["predict:churn"])
for _ in range(400):
    if score(bearer(late)) == 200:
        break
    time.sleep(0.02)
check(score(bearer(late)) == 200, "a new key")
(work / "keys.yaml").write_text("".join(line + "\n" for line in (work / "keys.yaml").read_text().splitlines() if not line.startswith('"late"')))
for _ in range(400):
    if score(bearer(late)) == 401:
        break
    time.sleep(0.02)
check(score(bearer(late)) == 401, "a key that was taken away")
strange = token("RS256", grants, key=strange_key, headers={"kid": "s"})
(work / "jwks.json").write_text(json.dumps({"keys": KEYS + [jwk("RS256", strange_key.public_key(), "s")]}))
for _ in range(400):
    if score(bearer(strange)) == 200:
        break
    time.sleep(0.02)
check(score(bearer(strange)) == 200, "a new key of the JWKS")
(work / "jwks.json").write_text("{")
server.wait_for("BAD_JWKS")
check(score(bearer(strange)) == 200, "a broken JWKS changes nothing")


# ---- the certificate is renewed while connections stay
def shown(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_alpn_protocols(["h2"] if port == server.grpc else ["http/1.1"])
        with context.wrap_socket(plain, server_hostname="localhost") as secure:
            found = x509.load_der_x509_certificate(secure.getpeercert(True))
            return found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value


key = {"Authorization": "Bearer " + new_key("watcher", ["predict:*"])}
for _ in range(400):
    if score(key) == 200:
        break
    time.sleep(0.02)
old = http.client.HTTPSConnection("localhost", server.http, context=ssl.create_default_context(cafile=ROOT), timeout=20)
over_grpc = tritonclient.grpc.InferenceServerClient("localhost:%d" % server.grpc, ssl=True, root_certificates=ROOT)


def ask_old():
    old.request("POST", "/api/v1/models/churn/score", json.dumps(row), key)
    answer = old.getresponse()
    answer.read()
    return answer.status


check(ask_old() == 200 and over_grpc.is_server_live(), "before")
first_socket = old.sock
for port in (server.http, server.grpc):
    check(shown(port) == "server", shown(port))
save("server", certificate("renewed", root))
for port in (server.http, server.grpc):
    for _ in range(400):
        if shown(port) == "renewed":
            break
        check(ask_old() == 200 and over_grpc.is_server_live(), "while it is renewed")
        time.sleep(0.02)
    check(shown(port) == "renewed", "the new certificate is shown")
failures = server.log().count("BAD_CERTIFICATE")
(work / "server.pem").write_text("broken")
server.wait_for("BAD_CERTIFICATE", failures + 1)
for port in (server.http, server.grpc):
    check(shown(port) == "renewed", "a broken certificate changes nothing")
check(ask_old() == 200 and old.sock is first_socket and over_grpc.is_server_live(), "nobody was dropped")
check("unencrypted" not in server.log(), server.log())
server.stop()

# ---- versions, and what is no TLS
save("server", certificate("server", root))
server = Server("  tls: {certificate: server.pem, key: server.key, client_ca: root.pem}\n")
base = "https://localhost:%d" % server.http


def refused(call):
    try:
        answer = call()
    except (OSError, requests.RequestException, InferenceServerException, http.client.HTTPException):
        return True
    return answer


friend = new_session(ROOT).post(base + "/api/v1/models/churn/score", json=row, cert=FRIEND)
check(friend.status_code == 200 and "max-age" in friend.headers["Strict-Transport-Security"], friend.headers)
stream = new_session(ROOT).post(base + "/api/v1/models/churn/score?stream=true", data=(json.dumps(row).encode() + b"\n" for _ in range(500)),
                                headers={"Content-Type": "application/x-ndjson"}, cert=FRIEND, stream=True)
answers = [json.loads(line) for line in stream.iter_lines()]
check(answers[-1] == {"end": {"rows": 500, "errors": 0}} and answers[:-1] == friend.json()["predictions"] * 500, "a stream of rows: %s" % answers[-1])
check(refused(lambda: new_session(ROOT).get(base + "/health/live")) is True, "no certificate")
check(refused(lambda: new_session(ROOT).get(base + "/health/live", cert=STRANGER)) is True, "a stranger's certificate")
check(refused(lambda: new_session(OTHER).get(base + "/health/live", cert=FRIEND)) is True, "the client checks too")
check(refused(lambda: new_session().get("http://localhost:%d/health/live" % server.http)) is True, "plain HTTP")
for version, wanted in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)):
    context = ssl.create_default_context(cafile=ROOT)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    context.load_cert_chain(*FRIEND)

    def ask():
        connection = http.client.HTTPSConnection("localhost", server.http, context=context, timeout=20)
        connection.request("GET", "/health/live")
        return connection.getresponse().status

    check((refused(ask) == 200) == wanted, version)


def grpc_client(pair, ca=ROOT):
    more = {"private_key": pair[1], "certificate_chain": pair[0]} if pair else {}
    return tritonclient.grpc.InferenceServerClient("localhost:%d" % server.grpc, ssl=True, root_certificates=ca, **more)


check(grpc_client(FRIEND).is_server_live(), "gRPC of a friend")
check(refused(lambda: grpc_client(STRANGER).is_server_live(client_timeout=5)) is True, "gRPC of a stranger")
check(refused(lambda: grpc_client(None).is_server_live(client_timeout=5)) is True, "gRPC without a certificate")
server.stop()

# ---- the port for administration, and what a configuration risks
server = Server("  admin: 127.0.0.1:ADMIN\n  control: true\n  auth: {keys: keys.yaml, metrics: open}\n", host="0.0.0.0")
public_port, admin_port = "http://127.0.0.1:%d" % server.http, "http://127.0.0.1:%d" % server.admin
all_rights = {"Authorization": "Bearer " + new_key("root", ["predict:*", "admin:*"])}
for _ in range(400):
    if new_session().get(public_port + "/v2", headers=all_rights).status_code == 200:
        break
    time.sleep(0.02)
check("travel unencrypted" in server.log(), server.log())
for path, method in (("/metrics", "GET"), ("/v2/repository/models/churn/load", "POST")):
    check(new_session().request(method, public_port + path, headers=all_rights).status_code == 404, path)
    check(new_session().request(method, admin_port + path, headers=all_rights).status_code == 200, path)
check(new_session().get(admin_port + "/metrics").status_code == 200, "open metrics")
check(new_session().post(admin_port + "/v2/repository/models/churn/load").status_code == 401, "load without credentials")
check(new_session().post(admin_port + "/api/v1/models/churn/score", json=row, headers=all_rights).status_code == 404, "no predictions there")
plain_grpc = tritonclient.grpc.InferenceServerClient("127.0.0.1:%d" % server.grpc)
try:
    plain_grpc.load_model("churn", headers={"authorization": all_rights["Authorization"]})
    check(False, "load over gRPC")
except InferenceServerException as problem:
    check("UNIMPLEMENTED" in str(problem.status()), problem)
# Other machines reach it: errors don't repeat what was sent.
bad = new_session().post(public_port + "/api/v1/models/churn/score", json={**row, next(iter(row)): "s3cret"}, headers=all_rights)
check(bad.status_code == 400 and "s3cret" not in bad.text, bad.text)
server.stop()
shutil.rmtree(work)
print("security: %d cells of the permission matrix, %d forged tokens refused, certificates, keys and JWKS renewed" % (cells, len(forged)))
