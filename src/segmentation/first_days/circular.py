"""The circular accuracy: a segment predicted from the features that made it."""

from collections.abc import Mapping

import numpy as np
from sklearn.base import ClassifierMixin

from segmentation.clusters import choose_k
from segmentation.clusters.agreement import circular_accuracy
from segmentation.features.scaling import scale
from segmentation.first_days.people import People


def circular(people: People, models: Mapping[str, ClassifierMixin]) -> dict[str, dict[str, float]]:
    """Accuracy of predicting the segment from the very features that made it, and on nothing.

    Model → our customers (the working sample) and independent normal noise of that shape →
    `agreement.circular_accuracy` at the same k.
    """
    sample = choose_k.working_sample(scale(people.customers, people.model.features)).to_numpy()
    noise = np.random.default_rng(0).standard_normal(sample.shape)
    data, k = {"our customers": sample, "pure noise": noise}, len(people.model.names)
    return {
        name: {kind: circular_accuracy(rows, k, model) for kind, rows in data.items()}
        for name, model in models.items()
    }
