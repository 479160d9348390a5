# SPDX-License-Identifier: GPL-3.0-or-later
"""The neighbours of the classic networks in PyTorch, for compare-run.py --neighbours --more tests/bench/torch_near.py: the cases near_* of
`vsl benchmark`, written the fastest way that the scripts of VESALIUS_SHARED/bench know (channels last, ReLU after pooling; the loop over time
through torch.jit.script)."""
import os
import pathlib
import sys

sys.path.insert(0, os.environ.get('VESALIUS_SHARED', str(pathlib.Path(__file__).resolve().parents[3] / 'shared')) + '/bench')
from torch_common import case, main  # noqa: E402
import torch_cnn  # noqa: E402
import torch_rnn  # noqa: E402


def cnn(filters=32, channels=1, kernel=3, side=28, classes=10):
    import torch.nn as nn

    class FlattenNHWC(nn.Module):
        def forward(self, x):
            return x.permute(0, 2, 3, 1).reshape(x.size(0), -1)

    left = (side - kernel + 1) // 2
    return nn.Sequential(nn.Conv2d(channels, filters, kernel), nn.MaxPool2d(2), nn.ReLU(inplace=True), FlattenNHWC(),
                         nn.Linear(filters * left * left, classes))


def train_cnn(batch=32, **sizes):
    shape = (sizes.get('channels', 1), sizes.get('side', 28), sizes.get('side', 28))
    return torch_cnn.make_train(cnn(**sizes), shape, batch, sizes.get('classes', 10), True, foreach=True, dataset=1020 if batch == 17 else 1024)


def train_rnn(kind, length, batch):
    import torch
    import torch.nn.functional as F
    n = 1024 // batch * batch
    ids, y = torch_rnn.data(length, n)
    model = torch_rnn.build(kind)
    model.train()
    optimizer = torch.optim.Adam(model.parameters())
    at = [0]

    def step():
        i = at[0]
        at[0] = (i + batch) % n
        optimizer.zero_grad(set_to_none=True)
        F.binary_cross_entropy_with_logits(model(ids[i:i + batch]), y[i:i + batch]).backward()
        optimizer.step()
    return step, batch


for _name, _sizes in (('24filters_train_b32', {'filters': 24}), ('48filters_train_b32', {'filters': 48}), ('3channels_train_b32', {'channels': 3}),
                      ('5x5_train_b32', {'kernel': 5}), ('50x50_train_b32', {'side': 50}), ('2classes_train_b32', {'classes': 2}),
                      ('7classes_train_b32', {'classes': 7}), ('train_b17', {'batch': 17})):
    case(f'near_cnn_{_name}_tuned')(lambda sizes=_sizes: train_cnn(**sizes))
for _name, _length, _batch in (('train_b32_L73', 73, 32), ('train_b17_L100', 100, 17)):
    case(f'near_rnn_{_name}')(lambda n=_length, b=_batch: train_rnn('recdrop', n, b))
    case(f'near_rnn_{_name}_script')(lambda n=_length, b=_batch: train_rnn('recdrop_script', n, b))

if __name__ == '__main__':
    main()
