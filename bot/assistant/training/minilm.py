"""all-MiniLM-L6-v2 (Apache-2.0) with heads for acts, segments and values, fine-tuned in JAX.

The table of the pieces stays as it came, so that words which the corpus lacks keep their place
beside those that it has.
"""

import hashlib
import json
import math
import random
import zipfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax.experimental.layout import Layout, with_layout_constraint
from safetensors.numpy import load as load_tensors

from ..reader.labels import CONTEXTS, TAGS, UNMARKED
from ..reader.network import FIRST_ABOUT, NAMED
from ..reader.words import MOST_PIECES, Pieces, words_of
from .lines import Line

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, as sentence-transformers published it."""
HEADS = 12
WIDTH = 384
Tree = Any
"""Arrays by their names, as JAX walks them."""


class Base(NamedTuple):
    """The weights as they were published, and the vocabulary in the order of its ids."""

    weights: dict[str, np.ndarray]
    vocabulary: list[str]


def load_base(archive: Path) -> Base:
    """Raises ValueError where the weights are not those that are meant."""
    with zipfile.ZipFile(archive) as files:
        content = files.read("model.safetensors")
        tokenizer = json.loads(files.read("tokenizer.json"))
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ValueError(f"{archive} does not hold the weights that are meant")
    pieces: dict[str, int] = tokenizer["model"]["vocab"]
    return Base(load_tensors(content), sorted(pieces, key=pieces.__getitem__))


# --- the network -------------------------------------------------------------------------------


def first_weights(base: Base, layers: Sequence[int], names: "Names", seed: int) -> Tree:
    """The base's layers of those numbers, and what knows nothing yet: the heads, and what is added
    for the turn before."""
    rng = np.random.default_rng(seed)

    def dense(name: str) -> Tree:
        return {"w": base.weights[f"{name}.weight"].T, "b": base.weights[f"{name}.bias"]}

    def norm(name: str) -> Tree:
        return {"g": base.weights[f"{name}.weight"], "b": base.weights[f"{name}.bias"]}

    def head(outputs: int, inputs: int = WIDTH) -> Tree:
        weights = rng.normal(size=(inputs, outputs)) * 0.02
        return {"w": weights.astype("f"), "b": np.zeros(outputs, "f")}

    def layer(number: int) -> Tree:
        name = f"encoder.layer.{number}"
        return {
            "qkv": jax.tree.map(
                lambda *parts: np.concatenate(parts, -1),
                *(dense(f"{name}.attention.self.{each}") for each in ("query", "key", "value")),
            ),
            "o": dense(f"{name}.attention.output.dense"),
            "after_attention": norm(f"{name}.attention.output.LayerNorm"),
            "up": dense(f"{name}.intermediate.dense"),
            "down": dense(f"{name}.output.dense"),
            "after_all": norm(f"{name}.output.LayerNorm"),
        }

    places = base.weights["embeddings.position_embeddings.weight"][:MOST_PIECES]
    return {
        "places": places + base.weights["embeddings.token_type_embeddings.weight"][0],
        "before": np.zeros((FIRST_ABOUT + len(names.abouts), WIDTH), "f"),
        "norm": norm("embeddings.LayerNorm"),
        "layers": [layer(number) for number in layers],
        "act": head(len(names.acts)),
        "begin": head(1),
        "tag": head(len(TAGS)),
        "present": head(len(names.acts), 2 * WIDTH),
    }


def _norm(x: Any, p: Tree) -> Any:
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) / jnp.sqrt(variance + 1e-12) * p["g"] + p["b"]


def _dense(x: Any, p: Tree) -> Any:
    return _product(x.reshape(-1, x.shape[-1]), p["w"]).reshape(*x.shape[:-1], -1) + p["b"]


def _product(x: Any, w: Any) -> Any:
    """In 16 bits only where the processor has instructions for these: without, as on AMD's EPYC
    7003, a step in 16 bits takes a third longer than one in 32."""
    return _half_product(x, w) if _HAS_HALVES else jnp.dot(x, w)


_CPU = Path("/proc/cpuinfo")
_HAS_HALVES = _CPU.exists() and bool({"amx_bf16", "avx512_bf16"} & {*_CPU.read_text().split()})


@jax.custom_vjp
def _half_product(x: Any, w: Any) -> Any:
    """A product in 16 bits, summed in 32: what AMX and AVX-512 do several times faster."""
    return _product_forward(x, w)[0]


def _product_forward(x: Any, w: Any) -> tuple[Any, tuple[Any, Any]]:
    x, w = jax.lax.optimization_barrier((x.astype(jnp.bfloat16), w.astype(jnp.bfloat16)))
    return jnp.dot(x, w, preferred_element_type=jnp.float32), (x, w)


def _product_backward(kept: tuple[Any, Any], slope: Any) -> tuple[Any, Any]:
    x, w = kept
    slope = jax.lax.optimization_barrier(slope.astype(jnp.bfloat16))
    return (
        jnp.einsum("no,io->ni", slope, w, preferred_element_type=jnp.float32),
        jnp.dot(_turned(x), slope, preferred_element_type=jnp.float32),
    )


def _turned(x: Any) -> Any:
    """Its transpose laid out anew: the product of one that only counts as turned is five times
    slower (XLA takes oneDNN for it only where the rows lie in their order)."""
    return with_layout_constraint(x.T, Layout(major_to_minor=(0, 1)))


_half_product.defvjp(_product_forward, _product_backward)


_KEPT = 230
"""Of 256 numbers, how many the dropout lets pass."""


_DROPOUTS = 2
"""Of a layer; there is one before the first, too."""


def _encode(p: Tree, table: Any, batch: "Batch", noise: Any) -> Any:
    """The state of each piece. Dropout by the noise, a byte for each number of a state."""

    def dropped(x: Any, number: int) -> Any:
        return jnp.where(noise[number] < _KEPT, x * (256 / _KEPT), 0)

    x = table[batch.ids] + p["places"][: batch.ids.shape[1]]
    x += batch.named[..., None] * p["before"][NAMED]
    x = x.at[:, 0].add(p["before"][batch.said] + p["before"][FIRST_ABOUT + batch.abouts])
    x = dropped(_norm(x, p["norm"]), 0)
    many, length, _ = x.shape
    unseen = (1.0 - batch.mask[:, None, None, :]) * -1e4
    for number, layer in enumerate(p["layers"]):
        q, k, v = (
            each.reshape(many, length, HEADS, -1).transpose(0, 2, 1, 3)
            for each in jnp.split(_dense(x, layer["qkv"]), 3, -1)
        )
        seen = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) / math.sqrt(WIDTH // HEADS) + unseen, -1)
        mixed = _dense((seen @ v).transpose(0, 2, 1, 3).reshape(many, length, -1), layer["o"])
        x = _norm(x + dropped(mixed, 2 * number + 1), layer["after_attention"])
        raised = _dense(jax.nn.gelu(_dense(x, layer["up"]), approximate=True), layer["down"])
        x = _norm(x + dropped(raised, 2 * number + 2), layer["after_all"])
    return x


def _scores(p: Tree, x: Any, mask: Any) -> tuple[Any, Any, Any, Any]:
    mean = (x * mask[..., None]).sum(1) / mask.sum(1)[:, None]
    present = _dense(jnp.concatenate([x[:, 0], mean], -1), p["present"])
    return _dense(x, p["act"]), _dense(x, p["begin"])[..., 0], _dense(x, p["tag"]), present


# --- examples ----------------------------------------------------------------------------------


class Batch(NamedTuple):
    """Lines of about one length; -1 where a piece has no label."""

    ids: np.ndarray
    mask: np.ndarray
    said: np.ndarray
    abouts: np.ndarray
    named: np.ndarray
    acts: np.ndarray
    begins: np.ndarray
    tags: np.ndarray
    present: np.ndarray
    is_line: np.ndarray


class _Example(NamedTuple):
    ids: list[int]
    said: int
    about: int
    named: list[int]
    acts: list[int]
    begins: list[int]
    tags: list[int]
    present: set[int]


class Names(NamedTuple):
    """Of what the network tells apart: acts, and what the turn before was about."""

    acts: Sequence[str]
    abouts: Sequence[str]


def _example(line: Line, pieces: Pieces, names: Names) -> _Example:
    """Labels stand at each word's first piece."""
    words = words_of(line.text)
    ids, first = pieces.encode(words)
    of_acts, begins, tags = ([-1] * len(ids) for _ in range(3))
    present: set[int] = set()
    begun: set[tuple[int, int]] = set()
    for word, at in zip(words, first, strict=False):
        found = [n for n, s in enumerate(line.segments) if s.start <= word.start < s.end]
        if not found:
            continue
        segment = line.segments[found[0]]
        of_acts[at] = names.acts.index(segment.act)
        present.add(of_acts[at])
        begins[at] = int((found[0], -1) not in begun)
        begun.add((found[0], -1))
        if segment.act in UNMARKED:
            continue
        tags[at] = 0
        for number, value in enumerate(segment.values):
            if value.start <= word.start and word.end <= value.end:
                is_inner = (found[0], number) in begun
                begun.add((found[0], number))
                tags[at] = TAGS.index(f"{'I' if is_inner else 'B'}-{value.key}")
    said, about = CONTEXTS.index(line.before.said), names.abouts.index(line.before.about)
    named = [at for word, at in zip(words, first, strict=False) if line.before.names_word(word)]
    return _Example(ids, said, about, named, of_acts, begins, tags, present)


_LENGTHS = (10, 12, 14, 16, 18, 20, 22, 24, 28, 32, 36, 40, 48, 56, 68, 80, 100, 120, MOST_PIECES)
PIECES_OF_A_BATCH = 640


def batches_of(
    lines: Sequence[Line], pieces: Pieces, names: Names, rng: random.Random
) -> list[Batch]:
    """The lines in batches of one length each, shuffled."""
    by_length: dict[int, list[_Example]] = {}
    for line in lines:
        example = _example(line, pieces, names)
        length = next(length for length in _LENGTHS if len(example.ids) <= length)
        by_length.setdefault(length, []).append(example)
    batches = []
    for length, examples in by_length.items():
        rng.shuffle(examples)
        many = max(4, PIECES_OF_A_BATCH // length)
        batches += [
            _batch(examples[at : at + many], many, length, len(names.acts))
            for at in range(0, len(examples), many)
        ]
    rng.shuffle(batches)
    return batches


def _batch(examples: Sequence[_Example], many: int, length: int, acts: int) -> Batch:
    batch = Batch(
        ids=np.zeros((many, length), "i4"),
        mask=np.zeros((many, length), "f"),
        said=np.zeros(many, "i4"),
        abouts=np.zeros(many, "i4"),
        named=np.zeros((many, length), "f"),
        acts=np.full((many, length), -1, "i4"),
        begins=np.full((many, length), -1, "i4"),
        tags=np.full((many, length), -1, "i4"),
        present=np.zeros((many, acts), "f"),
        is_line=np.zeros(many, "f"),
    )
    batch.mask[:, 0] = 1
    for row, example in enumerate(examples):
        end = len(example.ids)
        batch.ids[row, :end], batch.mask[row, :end] = example.ids, 1
        batch.said[row], batch.abouts[row] = example.said, example.about
        batch.named[row, example.named] = 1
        batch.is_line[row] = 1
        batch.acts[row, :end], batch.begins[row, :end] = example.acts, example.begins
        batch.tags[row, :end] = example.tags
        batch.present[row, list(example.present)] = 1
    return batch


# --- training ----------------------------------------------------------------------------------

_SMOOTH = 0.05
_PRESENT_WEIGHT = 0.3


def _loss(p: Tree, table: Any, batch: Batch, noise: Any) -> Any:
    acts, begins, tags, present = _scores(p, _encode(p, table, batch, noise), batch.mask)
    told = (batch.begins >= 0).astype("f")
    begin = (_binary(begins, batch.begins) * told).sum() / jnp.maximum(told.sum(), 1)
    occurs = _binary(present, batch.present) * batch.is_line[:, None]
    return (
        _categorical(acts, batch.acts)
        + begin
        + _categorical(tags, batch.tags)
        + _PRESENT_WEIGHT * occurs.sum() / batch.is_line.sum()
    )


def _categorical(scores: Any, right: Any) -> Any:
    told = (right >= 0).astype("f")
    logs = jax.nn.log_softmax(scores)
    hit = jnp.take_along_axis(logs, jnp.maximum(right, 0)[..., None], -1)[..., 0]
    smoothed = (1 - _SMOOTH) * hit + _SMOOTH * logs.mean(-1)
    return -(smoothed * told).sum() / jnp.maximum(told.sum(), 1)


def _binary(scores: Any, right: Any) -> Any:
    return jnp.maximum(scores, 0) - scores * right + jnp.log1p(jnp.exp(-jnp.abs(scores)))


class Trainer:
    """Fine-tunes the weights over epochs, whose number of batches the first one tells."""

    def __init__(self, weights: Tree, table: np.ndarray, rate: float, steps: int) -> None:
        schedule = optax.warmup_cosine_decay_schedule(0, rate, steps // 12, steps + 1, rate / 50)
        optimiser = optax.chain(
            optax.clip_by_global_norm(1.0), optax.adamw(schedule, weight_decay=0.01)
        )
        self.weights = jax.tree.map(jnp.asarray, weights)
        self._state = optimiser.init(self.weights)
        table = jnp.asarray(table)

        @partial(jax.jit, donate_argnums=(0, 1))
        def step(p: Tree, state: Any, batch: Batch, noise: Any) -> tuple[Tree, Any, Any]:
            loss, slopes = jax.value_and_grad(_loss)(p, table, batch, noise)
            update, state = optimiser.update(slopes, state, p)
            return optax.apply_updates(p, update), state, loss

        self._step = step

    def epoch(self, batches: Sequence[Batch], rng: np.random.Generator) -> float:
        """The mean loss of the epoch."""
        dropouts = 1 + _DROPOUTS * len(self.weights["layers"])
        losses = []
        for batch in batches:
            # With XLA's own generators, which are slow on a CPU, a step takes 7 % longer.
            shape = (dropouts, *batch.ids.shape, WIDTH)
            noise = np.frombuffer(rng.bytes(math.prod(shape)), "u1").reshape(shape)
            self.weights, self._state, loss = self._step(self.weights, self._state, batch, noise)
            losses.append(loss)
        return float(np.mean([float(loss) for loss in losses]))
