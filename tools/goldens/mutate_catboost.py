#!/usr/bin/env python3
"""mutate_catboost.py --test DOORS_TEST [FOLDER]: is every value of CatBoost's JSON that answers hang on read? Changes one at a
time in the JSON cases that make_catboost.py wrote to FOLDER (golden/catboost), and runs our test over the changed models: each
must fail. Exit code 1 if one does not. Needs no CatBoost. Made for the cases of 1.2.10: on those of old versions some changes have no
effect."""
import argparse
import collections
import copy
import json
import os
import pathlib
import shutil
import sys

import goldens

OUT = goldens.BUILD / "mutations/catboost"


def at(document, path):
    """[(holder, key)] of "features_info.ctrs[0].scale"; [] is every element, .* every value."""
    found = [(None, document)]
    for part in path.replace("[", ".[").split("."):
        inside = []
        for _, value in found:
            if part == "[]":
                inside += [((value, k), each) for k, each in enumerate(value)]
            elif part == "*":
                inside += [((value, k), each) for k, each in value.items()]
            else:
                key = int(part[1:-1]) if part[0] == "[" else part
                inside.append(((value, key), value[key]))
        found = inside
    return [place for place, _ in found]


def changed(path, change):
    def mutate(document):
        places = at(document, path)
        if not places:
            raise KeyError(path)
        for holder, key in places:
            holder[key] = change(holder[key])
    return mutate


def more(by):
    return lambda value: value + by


def put(other):
    return lambda value: other


def exchange(value):
    return list(reversed(value))


def counts(table):
    """Of a ctr's table, which holds a hash and the counts of it in turn: more of the first count."""
    stride = table["hash_stride"]
    table["hash_map"] = [value + 5 if k % stride == 1 else value for k, value in enumerate(table["hash_map"])]
    return table


def hashes(table):
    stride = table["hash_stride"]
    empty = str(2 ** 64 - 1)
    table["hash_map"] = [str(int(value) ^ 1) if k % stride == 0 and value != empty else value for k, value in enumerate(table["hash_map"])]
    return table


def turned(node):
    """A tree that is not symmetric, with left and right exchanged at the root."""
    node["left"], node["right"] = node["right"], node["left"]
    return node


def named_backwards(features):
    """The features with each other's names; the columns stay."""
    return [dict(each, **{key: other[key] for key in ("feature_name", "feature_id") if key in other}) for each, other in zip(features, reversed(features))]


def kinds(splits):
    """Which numeric feature a ctr of a combination tests."""
    return [dict(each, float_feature_index=(each["float_feature_index"] + 1) % 4) if "float_feature_index" in each else each for each in splits]


def without_floats(elements):
    return [each for each in elements if "float_feature_index" not in each]


def above(elements):
    return [dict(each, border=each["border"] + 0.5) if "border" in each else each for each in elements]


FLOATS, CTRS, TREES = "features_info.float_features", "features_info.ctrs", "oblivious_trees"
MUTATIONS = [
    ("regressor_json", "borders of a number", FLOATS + "[0].borders[]", more(0.2)),
    ("regressor_json", "what is missing", FLOATS + "[].nan_value_treatment", put("AsTrue")),
    ("nan_max_json", "what is missing", FLOATS + "[].nan_value_treatment", put("AsIs")),  # as AsFalse: above no border
    ("nan_max_json", "has_nans", FLOATS + "[].has_nans", put(False)),
    ("regressor_json", "what a number is called", FLOATS, named_backwards),
    ("regressor_json", "a leaf", TREES + "[0].leaf_values[]", more(1e-3)),
    ("regressor_json", "the order of leaves", TREES + "[1].leaf_values", exchange),
    ("regressor_json", "the order of splits", TREES + "[0].splits", exchange),
    ("regressor_json", "which split", TREES + "[0].splits[0].split_index", put(0)),
    ("regressor_json", "scale", "scale_and_bias[0]", more(0.01)),
    ("regressor_json", "bias", "scale_and_bias[1][0]", more(0.01)),
    ("scaled_json", "scale", "scale_and_bias[0]", put(1)),
    ("scaled_json", "bias", "scale_and_bias[1][0]", put(0)),
    ("multi_rmse_json", "bias of the second", "scale_and_bias[1][1]", more(0.01)),
    ("multi_rmse_json", "leaves of several outputs", TREES + "[0].leaf_values", exchange),
    ("regressor_json", "the loss", "model_info.params.loss_function.type", put("Poisson")),
    ("classifier_json", "the loss", "model_info.params.loss_function.type", put("RMSE")),
    ("classifier_json", "names of classes", "model_info.class_params.class_names", put([3, 7])),
    ("multiclass_json", "names of classes", "model_info.class_params.class_names", exchange),
    ("multiclass_json", "which output is which class", "model_info.class_params.class_to_label", exchange),
    ("multiclass_json", "how many classes", "model_info.class_params.classes_count", put(5)),
    ("multiclass_json", "one against all", "model_info.params.loss_function.type", put("MultiClassOneVsAll")),
    ("lossguide_rmse_json", "a border", FLOATS + "[0].borders[]", more(0.2)),
    ("lossguide_rmse_json", "a split", "trees[0].split.split_index", put(0)),
    ("lossguide_rmse_json", "a leaf", "trees[0].left.left.left.value", more(0.01)),
    ("lossguide_rmse_json", "left and right", "trees[0]", turned),
    ("depthwise_multiclass_json", "left and right", "trees[0]", turned),
    ("categories_json", "numerator of the prior", CTRS + "[].prior_numerator", more(0.5)),
    ("categories_json", "denominator of the prior", CTRS + "[].prior_denomerator", more(7)),
    ("categories_json", "scale of ctrs", CTRS + "[].scale", more(5)),
    ("categories_json", "shift of ctrs", CTRS + "[].shift", more(0.2)),
    ("categories_json", "borders of ctrs", CTRS + "[].borders[]", more(2)),
    ("ctr_borders_json", "border of the target", CTRS + "[].target_border_idx", lambda old: (old + 1) % 3),
    ("ctr_buckets_json", "bucket of the target", CTRS + "[].target_border_idx", lambda old: (old + 1) % 3),
    ("ctr_buckets_json", "kind of ctr", CTRS + "[].ctr_type", put("Borders")),
    ("ctr_borders_json", "kind of ctr", CTRS + "[].ctr_type", put("Buckets")),
    ("ctr_binarizedtargetmeanvalue_json", "numerator of the prior", CTRS + "[].prior_numerator", more(0.5)),
    ("ctr_binarizedtargetmeanvalue_json", "counts", "ctr_data.*", counts),
    ("ctr_counter_json", "denominator", "ctr_data.*.counter_denominator", more(9)),
    ("ctr_counter_json", "counts", "ctr_data.*", counts),
    ("categories_json", "counts", "ctr_data.*", counts),
    ("categories_json", "hashes", "ctr_data.*", hashes),
    ("categories_json", "what a text is called", "features_info.categorical_features", named_backwards),
    ("one_hot_json", "the value", "features_info.categorical_features[0].values[]", more(1)),
    ("one_hot_only_json", "the value", "features_info.categorical_features[1].values[]", more(1)),
    ("one_hot_json", "which split", TREES + "[0].splits[0].split_index", more(1)),
    ("one_hot_combined_json", "what a combination tests", CTRS + "[].elements", kinds),
    ("one_hot_combined_json", "that a combination tests numbers", CTRS + "[].elements", without_floats),
    ("one_hot_combined_json", "the border that a combination tests", CTRS + "[].elements", above),
    ("lossguide_categories_json", "counts", "ctr_data.*", counts),
]


def write(folder):
    """{folder of the changed case: what was changed}; and the cases as they are, which must be right."""
    shutil.rmtree(OUT, ignore_errors=True)
    made, unmade = collections.OrderedDict(), []
    for number, (case, what, path, change) in enumerate(MUTATIONS):
        for source in sorted(folder.glob(case + "-*")):
            body = json.loads((source / "case.json").read_text())
            body["estimators"] = ["CatBoost"]
            document = json.loads((source / body["model"]).read_text())
            before = copy.deepcopy(document)
            try:
                changed(path, change)(document)
            except (KeyError, IndexError, TypeError) as error:
                unmade.append("%s: %s: there is no %s (%s)" % (source.name, what, path, error))
                continue
            if document == before:
                unmade.append("%s: %s: nothing was changed" % (source.name, what))
                continue
            for place, model in (("right/" + source.name, before), ("changed/%02d_%s" % (number, source.name), document)):
                target = OUT / place
                target.mkdir(parents=True, exist_ok=True)
                (target / body["model"]).write_text(json.dumps(model))
                (target / "case.json").write_text(json.dumps(body))
            made[str(target.relative_to(goldens.BUILD))] = "%s: %s" % (source.name, what)
    return made, unmade


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=goldens.ROOT / "golden/catboost")
    parser.add_argument("--test", required=True)
    asked = parser.parse_args()
    test = os.path.abspath(asked.test)
    made, problems = write(asked.folder)
    if not made:
        sys.exit("there are no JSON cases in %s" % asked.folder)
    for folder, answer in goldens.test(test, OUT / "right").items():
        if not answer.ok:
            problems.append("%s is not right as it is: %s" % (folder, answer.wrong or answer.refusal))
    how = collections.Counter()
    for folder, answer in goldens.test(test, OUT / "changed").items():
        how["refused" if answer.refusal else "other answers" if answer.wrong else "IGNORED"] += 1
        if answer.ok:
            problems.append("IGNORED by the reader: %s" % made[folder])
        print("%-50s %s" % (made[folder], answer.wrong or answer.refusal or "IGNORED"))
    print("\n".join(problems))
    print("%d mutations: %s; %d that prove nothing" % (len(made), ", ".join("%d %s" % (n, what) for what, n in how.most_common()), len(problems)))
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
