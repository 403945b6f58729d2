"""The trained weights as the bot runs them: an ONNX graph in 8 bits, and the pieces' table."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from ..reader.labels import TAGS
from ..reader.words import SPECIAL
from .minilm import HEADS, WIDTH, Base, Names, Tree

OPSET, IR = 20, 9
"""LayerNormalization and Gelu are operators of their own from 17 and 20 on."""


class _Graph:
    """Nodes and constants, each by its name."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: Any) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: Sequence[str], name: str, **settings: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], **settings))
        return name

    def dense(self, x: str, p: Tree, name: str) -> str:
        product = self.add("MatMul", [x, self.constant(f"{name}.w", p["w"])], f"{name}.product")
        return self.add("Add", [product, self.constant(f"{name}.b", p["b"])], f"{name}.sum")

    def norm(self, x: str, p: Tree, name: str) -> str:
        inputs = [x, self.constant(f"{name}.g", p["g"]), self.constant(f"{name}.b", p["b"])]
        return self.add("LayerNormalization", inputs, name, axis=-1, epsilon=1e-12)


def graph_of(p: Tree) -> onnx.ModelProto:
    """One sentence's pieces (pieces × WIDTH) in; scores of its pieces, and of all of it, out."""
    graph = _Graph()
    graph.constant("heads", np.array([-1, HEADS, WIDTH // HEADS], "i8"))
    graph.constant("whole", np.array([-1, WIDTH], "i8"))
    graph.constant("scale", np.array(1 / np.sqrt(WIDTH // HEADS), "f"))
    x = graph.norm("pieces", p["norm"], "first")
    for number, layer in enumerate(p["layers"]):
        x = _layer(graph, x, layer, f"layer{number}")
    joint = {
        part: np.concatenate([p[head][part] for head in ("act", "begin", "tag")], axis=-1)
        for part in ("w", "b")
    }
    graph.add("Identity", [graph.dense(x, joint, "words_head")], "words")
    rows = [graph.constant(name, np.array([at], "i8")) for name, at in (("zero", 0), ("one", 1))]
    axis = graph.constant("axis", np.array([0], "i8"))
    first = graph.add("Slice", [x, *rows, axis], "first_piece")
    mean = graph.add("ReduceMean", [x, axis], "mean", keepdims=1)
    both = graph.add("Concat", [first, mean], "both", axis=1)
    graph.add("Identity", [graph.dense(both, p["present"], "text_head")], "text")
    acts = len(p["act"]["b"])
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "reader",
            [helper.make_tensor_value_info("pieces", TensorProto.FLOAT, ["n", WIDTH])],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
                for name, shape in (
                    ("words", ["n", acts + 1 + len(TAGS)]), ("text", [1, acts]),
                )
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR,
    )  # fmt: skip


def _layer(graph: _Graph, x: str, p: Tree, name: str) -> str:
    sizes = graph.constant(f"{name}.sizes", np.array([WIDTH] * 3, "i8"))
    parts = [f"{name}.{each}" for each in "qkv"]
    split = helper.make_node(
        "Split", [graph.dense(x, p["qkv"], f"{name}.qkv"), sizes], parts, axis=1
    )
    graph.nodes.append(split)
    by_head = [graph.add("Reshape", [part, "heads"], f"{part}.heads") for part in parts]
    q, k, v = (
        graph.add("Transpose", [each], f"{each}.turned", perm=perm)
        for each, perm in zip(by_head, ([1, 0, 2], [1, 2, 0], [1, 0, 2]), strict=True)
    )
    product = graph.add("MatMul", [q, k], f"{name}.product")
    scaled = graph.add("Mul", [product, "scale"], f"{name}.scaled")
    seen = graph.add("Softmax", [scaled], f"{name}.seen", axis=-1)
    mixed = graph.add("MatMul", [seen, v], f"{name}.mixed")
    turned = graph.add("Transpose", [mixed], f"{name}.turned", perm=[1, 0, 2])
    flat = graph.add("Reshape", [turned, "whole"], f"{name}.flat")
    out = graph.dense(flat, p["o"], f"{name}.o")
    x = graph.norm(
        graph.add("Add", [x, out], f"{name}.after"), p["after_attention"], f"{name}.norm1"
    )
    raised = graph.add(
        "Gelu", [graph.dense(x, p["up"], f"{name}.up")], f"{name}.gelu", approximate="tanh"
    )
    down = graph.dense(raised, p["down"], f"{name}.down")
    return graph.norm(
        graph.add("Add", [x, down], f"{name}.after2"), p["after_all"], f"{name}.norm2"
    )


def write_network(weights: Tree, folder: Path) -> None:
    """`reader.onnx` with products in 8 bits, and what the bot adds to the pieces before it."""
    model = graph_of(weights)
    onnx.checker.check_model(model)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        onnx.save(model, str(whole))
        quantize_dynamic(
            whole,
            folder / "reader.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=["words_head.product"],
            extra_options={"MatMulConstBOnly": True},
        )
    np.save(folder / "places.npy", weights["places"].astype("f2"))
    np.save(folder / "before.npy", weights["before"].astype("f"))


def write_pieces(base: Base, folder: Path, kept: Sequence[str], names: Names) -> None:
    """The kept pieces with their rows of the table, a byte a number and a scale a row."""
    pieces = [*SPECIAL, *(piece for piece in kept if piece not in SPECIAL)]
    ids = [base.vocabulary.index(piece) for piece in pieces]
    rows = base.weights["embeddings.word_embeddings.weight"][ids]
    scales = np.abs(rows).max(1) / 127
    np.save(folder / "table.npy", np.round(rows / scales[:, None]).astype("i1"))
    np.save(folder / "scales.npy", scales.astype("f"))
    (folder / "pieces.txt").write_text("\n".join(pieces), "utf-8")
    (folder / "acts.json").write_text(json.dumps(names.acts), "utf-8")
    (folder / "abouts.json").write_text(json.dumps(names.abouts), "utf-8")
