"""What the container and the unit promise."""

import json
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from fakes_engine import FakeDesk, fake_engine
from licences import licences
from packaging.utils import canonicalize_name

from onrecord.index.store.place import Database, address_of
from onrecord.rag.question.query import Query
from onrecord.rag.quoting.answer import Answer, Reason
from onrecord.ui.rest.metrics import Metrics
from onrecord.ui.serve import GRACE_S
from onrecord.ui.settings import Settings
from onrecord.ui.terminal.commands import COMMANDS

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "onrecord.service").read_text("utf-8")
DOCKERFILE = [
    tuple(line.split(None, 1))
    for line in re.sub(r"\\\n", " ", (DEPLOY / "Dockerfile").read_text("utf-8")).splitlines()
    if line and not line.startswith("#")
]
COMPOSE = (DEPLOY / "compose.yaml").read_text("utf-8")
LAST_STAGE = DOCKERFILE[max(i for i, (name, _) in enumerate(DOCKERFILE) if name == "FROM") :]
QUERY = Query("", "", "en")
MAX_EXPOSURE = 20
"""Tenths of what `systemd-analyze security` gives; from 2.0 on it is no longer the best grade."""


def given(name: str) -> list[str]:
    """Give the arguments of an instruction in the stage that is run."""
    return [" ".join(value.split()) for instruction, value in LAST_STAGE if instruction == name]


def in_unit(name: str) -> list[str]:
    """Give the values of a setting of the unit."""
    return re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)


def test_the_image_is_pinned() -> None:
    """One version of Python, down to its patch; the packages are those that were tested."""
    (version,) = (value for name, value in DOCKERFILE if name == "ARG" and "PYTHON=" in value)
    assert re.fullmatch(r"PYTHON=3\.\d+\.\d+-slim-[a-z]+", version)
    froms = [value for name, value in DOCKERFILE if name == "FROM"]
    assert froms == ["python:${PYTHON} AS build", "python:${PYTHON}"]
    installs = [value for name, value in DOCKERFILE if name == "RUN" and "pip install" in value]
    assert ["--require-hashes" in each or "--no-deps" in each for each in installs] == [True, True]
    assert not [name for name, _ in DOCKERFILE if name == "ADD"]


def locked(name: str) -> dict[str, str]:
    """Read which version of each package is pinned; each by the SHA-256 of its files."""
    text = (DEPLOY / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    found = {}
    for line in filter(None, (line.partition("#")[0].strip() for line in text.splitlines())):
        pin = re.fullmatch(
            r"([a-z0-9._-]+)==([^ ;]+)( ; [^@/-]+?)?(?:\s+--hash=sha256:[0-9a-f]{64})+", line
        )
        assert pin, line[:80]
        found[pin[1]] = pin[2]
    return found


def test_the_image_is_made_of_what_was_tested_file_by_file() -> None:
    """All that is needed, in the versions of `make install`; no address, and no path."""
    rows = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    tested = dict(row.split("==") for row in rows if not row.startswith("#"))
    tested = {canonicalize_name(name): version for name, version in tested.items()}
    everywhere = locked("locked")
    for builds in ("torch-cuda", "torch-cpu"):
        pinned = everywhere | locked(builds)
        assert pinned["torch"].partition("+")[0] == tested["torch"]
        assert {*licences(("postgres", "traces"))} <= pinned.keys()
    both = {name: version for name, version in everywhere.items() if name in tested}
    assert both == {name: tested[name] for name in both}


def test_the_container_is_nobody_special_and_says_how_it_is() -> None:
    """A numbered user without rights, state in one volume, and a check of readiness."""
    assert given("USER") == ["10001:10001"]
    assert given("VOLUME") == ['["/var/lib/onrecord"]']
    (check,) = given("HEALTHCHECK")
    assert "/readyz" in check
    assert (given("ENTRYPOINT"), given("CMD")) == (['["onrecord"]'], ['["serve"]'])
    (environment,) = given("ENV")
    named = dict(each.split("=", 1) for each in environment.split())
    for name in ("HOME", "ONRECORD_INDEX", "ONRECORD_CACHE"):
        assert named[name].startswith("/var/lib/onrecord")


def test_only_settings_that_there_are_are_set() -> None:
    """A variable that is misspelt would be silently without effect."""
    known = {f"ONRECORD_{field.name.upper()}" for field in fields(Settings)}
    written = (DEPLOY / "Dockerfile").read_text("utf-8") + UNIT + COMPOSE
    assert set(re.findall(r"\b(ONRECORD_[A-Z_]+)\b", written)) <= known


def test_many_machines_share_one_database() -> None:
    """Pinned images; each command is one, and each of ours reads the same two hosts."""
    services = yaml.safe_load(COMPOSE)["services"]
    assert set(services) == {
        "primary", "standby", "build", "worker", "replica-1", "replica-2", "proxy",
    }  # fmt: skip
    assert services["worker"]["deploy"] == {"replicas": 2}
    for name, each in services.items():
        assert re.search(r":\d+\.\d+", each["image"]), name
    ours = [each for each in services.values() if each["image"].startswith("onrecord")]
    assert {each["command"][0] for each in ours} <= set(COMMANDS)
    (address,) = {each["environment"]["ONRECORD_INDEX"] for each in ours}
    found = address_of(address.replace("${PASSWORD:?}", "secret"), Path())
    assert isinstance(found, Database)
    assert found.name == "postgresql://onrecord@primary,standby/onrecord (schema=onrecord)"


def test_what_is_copied_is_there_and_not_ignored() -> None:
    """The build sees the sources and nothing that is private."""
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    copied = {
        source
        for name, value in DOCKERFILE
        if name == "COPY" and "--from" not in value
        for source in value.split()[:-1]
    }
    assert copied == let_in
    assert all((ROOT / source).exists() for source in copied)


def test_the_unit_stops_later_than_the_server() -> None:
    """Answers under way are finished before anything is killed."""
    (stop,) = in_unit("TimeoutStopSec")
    assert int(stop) > GRACE_S
    assert in_unit("DynamicUser") == ["yes"]
    assert in_unit("ProtectSystem") == ["strict"]
    assert in_unit("NoNewPrivileges") == ["yes"]
    assert in_unit("CapabilityBoundingSet") == [""]


def test_alerts_and_dashboard_ask_for_measures_that_there_are() -> None:
    """By names, labels and routes; a misspelt one would be silent for ever."""
    metrics = Metrics(FakeDesk(fake_engine()).engine, Path("none"))
    metrics.requests.labels("POST", "/v1/ask", "200").observe(1)
    metrics.chat.labels("turn").observe(1)
    metrics.count(Answer(QUERY, (), 0.0, Reason.NO_SUBJECT, (), 1))
    with metrics.stage("reading"):
        pass
    told = set(re.findall(r"^(onrecord_\w+)", metrics.exposition().decode(), re.MULTILINE))
    alerts = yaml.safe_load((DEPLOY / "alerts.yml").read_text("utf-8"))
    rules = [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]
    board = json.loads((DEPLOY / "dashboard.json").read_text("utf-8"))
    shown = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    asked = set(re.findall(r"onrecord_\w+", " ".join([*rules, *shown])))
    assert asked <= told
    assert {"onrecord_request_seconds_bucket", "onrecord_chat_seconds_bucket"} <= asked


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_accepts_the_unit_and_finds_it_closed(tmp_path: Path) -> None:
    """No setting that it doesn't know, and the best grade for exposure."""
    unit = tmp_path / "onrecord.service"
    unit.write_text(re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", UNIT, flags=re.MULTILINE))
    for command in (
        ["verify", "--man=no", str(unit)],
        ["security", "--no-pager", "--offline=true", f"--threshold={MAX_EXPOSURE}", str(unit)],
    ):
        done = subprocess.run(
            ["systemd-analyze", *command], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
