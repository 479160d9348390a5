/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-benchmark.h"

#define CNN .network = vsl_benchmark_cnn
#define TRAIN .kind = VSL_BENCHMARK_TRAIN
#define INFER .kind = VSL_BENCHMARK_INFER
#define START .kind = VSL_BENCHMARK_START, .batch = 1
#define LSTM .network = vsl_benchmark_text, .classes = 2, .dataset = 1024, .cell = "LSTM"
#define GRU .network = vsl_benchmark_text, .classes = 2, .dataset = 1024, .cell = "GRU"
#define BILSTM .network = vsl_benchmark_text, .classes = 2, .dataset = 1024, .cell = "Bidirectional"
#define ENCODER .network = vsl_benchmark_encoder, .length = 128
#define EXACT .dropout = 0.2, .recurrent = 0.2

/* The classic networks; after them their neighbours, and one quantity at a time from small to large. */
const VslBenchmarkCase vsl_benchmark_networks[] = {
  { "seed_cnn_train_b32", TRAIN, 32, CNN, 10, 1024 },
  { "seed_cnn_train_b32_sgd", TRAIN, 32, CNN, 10, 1024, "SGD" },
  { "seed_cnn_train_b256", TRAIN, 256, CNN, 10, 4096 },
  { "seed_cnn_fit_b32_dataloader", TRAIN, 32, CNN, 10, 8192 },
  { "seed_cnn_infer_b1", INFER, 1, CNN, 10 },
  { "seed_cnn_infer_b32", INFER, 32, CNN, 10 },
  { "seed_cnn_infer_b256", INFER, 256, CNN, 10 },
  { "resnet18_28_train_b128", TRAIN, 128, vsl_benchmark_resnet, 9, 256, .height = 28 },
  { "resnet18_28_infer_b128", INFER, 128, vsl_benchmark_resnet, 9, .height = 28 },
  { "resnet18_28_infer_b1", INFER, 1, vsl_benchmark_resnet, 9, .height = 28 },
  { "resnet18_64_train_b32", TRAIN, 32, vsl_benchmark_resnet, 9, 64, .height = 64 },
  { "resnet18_64_infer_b32", INFER, 32, vsl_benchmark_resnet, 9, .height = 64 },
  { "vgg128_train_b32", TRAIN, 32, vsl_benchmark_vgg, 2, 64 },
  { "vgg128_infer_b32", INFER, 32, vsl_benchmark_vgg, 2 },
  { "unet64_train_b32", TRAIN, 32, vsl_benchmark_unet, 0, 64 },
  { "unet64_infer_b32", INFER, 32, vsl_benchmark_unet },
  { "seed_rnn_train_b32_L100_nodrop", TRAIN, 32, LSTM, .length = 100 },
  { "seed_rnn_train_b32_L100_inpdrop", TRAIN, 32, LSTM, .length = 100, .dropout = 0.2 },
  { "seed_rnn_train_b32_L100_recdrop", TRAIN, 32, LSTM, .length = 100, EXACT },
  { "seed_rnn_infer_b1_L100", INFER, 1, LSTM, .length = 100, EXACT },
  { "seed_rnn_infer_b32_L100", INFER, 32, LSTM, .length = 100, EXACT },
  { "seed_rnn_infer_b256_L100", INFER, 256, LSTM, .length = 100, EXACT },
  { "seed_rnn_train_b32_L400_nodrop", TRAIN, 32, LSTM, .length = 400 },
  { "seed_rnn_train_b32_L400_inpdrop", TRAIN, 32, LSTM, .length = 400, .dropout = 0.2 },
  { "seed_rnn_train_b32_L400_recdrop", TRAIN, 32, LSTM, .length = 400, EXACT },
  { "seed_rnn_infer_b1_L400", INFER, 1, LSTM, .length = 400, EXACT },
  { "seed_rnn_infer_b32_L400", INFER, 32, LSTM, .length = 400, EXACT },
  { "seed_rnn_infer_b256_L400", INFER, 256, LSTM, .length = 400, EXACT },
  { "gru_train_b32_L100", TRAIN, 32, GRU, .length = 100 },
  { "gru_infer_b32_L100", INFER, 32, GRU, .length = 100 },
  { "bilstm_train_b32_L100", TRAIN, 32, BILSTM, .length = 100 },
  { "bilstm_infer_b32_L100", INFER, 32, BILSTM, .length = 100 },
  { "encoder_d128_h4_L128_train_b32", TRAIN, 32, ENCODER, .dataset = 64 },
  { "encoder_d128_h4_L128_infer_b32", INFER, 32, ENCODER },
  { "encoder_d128_h4_L128_infer_b1", INFER, 1, ENCODER },
  { "start_seed_cnn", START, CNN, 10 },
  { "start_seed_rnn", START, LSTM, .length = 100, EXACT },
  { "start_resnet18_28", START, vsl_benchmark_resnet, 9, .height = 28 },

  { "near_cnn_24filters_train_b32", TRAIN, 32, CNN, 10, 1024, .filters = 24 },
  { "near_cnn_48filters_train_b32", TRAIN, 32, CNN, 10, 1024, .filters = 48 },
  { "near_cnn_3channels_train_b32", TRAIN, 32, CNN, 10, 1024, .channels = 3 },
  { "near_cnn_5x5_train_b32", TRAIN, 32, CNN, 10, 1024, .kernel = 5 },
  { "near_cnn_50x50_train_b32", TRAIN, 32, CNN, 10, 1024, .height = 50, .width = 50 },
  { "near_cnn_2classes_train_b32", TRAIN, 32, CNN, 2, 1024 },
  { "near_cnn_7classes_train_b32", TRAIN, 32, CNN, 7, 1024 },
  { "near_cnn_train_b17", TRAIN, 17, CNN, 10, 1020 },
  { "near_rnn_train_b32_L73", TRAIN, 32, LSTM, .length = 73, EXACT },
  { "near_rnn_train_b17_L100", TRAIN, 17, LSTM, .length = 100, EXACT },

  { "sweep_samples_512", TRAIN, 32, CNN, 10, 512 },
  { "sweep_samples_2048", TRAIN, 32, CNN, 10, 2048 },
  { "sweep_samples_8192", TRAIN, 32, CNN, 10, 8192 },
  { "sweep_samples_32768", TRAIN, 32, CNN, 10, 32768 },
  { "sweep_batch_8", TRAIN, 8, CNN, 10, 4096 },
  { "sweep_batch_16", TRAIN, 16, CNN, 10, 4096 },
  { "sweep_batch_32", TRAIN, 32, CNN, 10, 4096 },
  { "sweep_batch_64", TRAIN, 64, CNN, 10, 4096 },
  { "sweep_batch_128", TRAIN, 128, CNN, 10, 4096 },
  { "sweep_batch_256", TRAIN, 256, CNN, 10, 4096 },
  { "sweep_batch_512", TRAIN, 512, CNN, 10, 4096 },
  { "sweep_length_25", TRAIN, 32, LSTM, .length = 25, EXACT },
  { "sweep_length_50", TRAIN, 32, LSTM, .length = 50, EXACT },
  { "sweep_length_100", TRAIN, 32, LSTM, .length = 100, EXACT },
  { "sweep_length_200", TRAIN, 32, LSTM, .length = 200, EXACT },
  { "sweep_length_400", TRAIN, 32, LSTM, .length = 400, EXACT },
  { "sweep_length_800", TRAIN, 32, LSTM, .length = 800, EXACT },
  { NULL },
};

/* A convolution's three passes; input sizes as height, width, channels. */
#define PASS(name_, kind_, n, h, w, c, options) \
  { name_, .kind = kind_, .batch = n, .layer = "Conv2D", .config = options, .in = { 3, { h, w, c } } }
#define FORWARD_AND_WEIGHTS(name_, ...) \
  PASS (name_ "_fwd", VSL_BENCHMARK_FORWARD, __VA_ARGS__), PASS (name_ "_bwdw", VSL_BENCHMARK_WEIGHTS, __VA_ARGS__)
#define THREE(name_, ...) FORWARD_AND_WEIGHTS (name_, __VA_ARGS__), PASS (name_ "_bwdd", VSL_BENCHMARK_DATA, __VA_ARGS__)

/* GB/s of other layers: how many times the input is read or written at least. */
#define LAYER(name_, kind_, n, class_, options, shape, times, ...) \
  { name_, .kind = kind_, .batch = n, .layer = class_, .config = options, .in = shape, .arrays = times, ##__VA_ARGS__ }
#define MAP { 3, { 28, 28, 64 } }
#define WORDS "{\"input_dim\": 20000, \"output_dim\": 128}"
#define ACTIVATION(name_, word, rows, values) \
  { name_, .kind = VSL_BENCHMARK_ACTIVATION, .batch = rows, .layer = word, .in = { 1, { values } }, .arrays = 2 }
#define OPTIMIZER(name_, class_, options, times) \
  { name_, .kind = VSL_BENCHMARK_OPTIMIZER, .batch = 20, .layer = class_, .config = options, .in = { 1, { 550000 } }, .arrays = times }
#define MATMUL(name_, m, n, k) { name_, .kind = VSL_BENCHMARK_MATMUL, .batch = m, .in = { 2, { k, n } } }

const VslBenchmarkCase vsl_benchmark_operations[] = {
  FORWARD_AND_WEIGHTS ("conv_seed_1x28_32k3", 32, 28, 28, 1, "{\"filters\": 32}"),
  FORWARD_AND_WEIGHTS ("conv_stem_3x28_64k3", 32, 28, 28, 3, "{\"filters\": 64, \"padding\": \"same\"}"),
  THREE ("conv_rn_64x28_64k3", 32, 28, 28, 64, "{\"filters\": 64, \"padding\": \"same\"}"),
  THREE ("conv_rn_128x14_128k3", 32, 14, 14, 128, "{\"filters\": 128, \"padding\": \"same\"}"),
  THREE ("conv_rn_256x7_256k3", 32, 7, 7, 256, "{\"filters\": 256, \"padding\": \"same\"}"),
  THREE ("conv_rn_512x4_512k3", 32, 4, 4, 512, "{\"filters\": 512, \"padding\": \"same\"}"),
  THREE ("conv_rn_64x28_128k3s2", 32, 28, 28, 64, "{\"filters\": 128, \"padding\": \"same\", \"strides\": 2}"),
  THREE ("conv_pw_128x28_64k1", 32, 28, 28, 128, "{\"filters\": 64, \"kernel_size\": 1}"),
  THREE ("conv_vgg_16x128_16k3", 8, 128, 128, 16, "{\"filters\": 16, \"padding\": \"same\"}"),
  THREE ("conv_unet_32x64_16k3", 32, 64, 64, 32, "{\"filters\": 16, \"padding\": \"same\"}"),
  ACTIVATION ("softmax_4096x1000_fwd", "softmax", 4096, 1000),
  LAYER ("layernorm_4096x128_fwd", VSL_BENCHMARK_FORWARD, 4096, "LayerNormalization", NULL, ((VslShape) { 1, { 128 } }), 2),
  LAYER ("layernorm_4096x128_fwdbwd", VSL_BENCHMARK_BOTH, 4096, "LayerNormalization", NULL, ((VslShape) { 1, { 128 } }), 5),
  LAYER ("batchnorm_32x64x28x28_fwdbwd", VSL_BENCHMARK_BOTH, 32, "BatchNormalization", NULL, MAP, 5),
  LAYER ("maxpool2_32x64x28x28_fwdbwd", VSL_BENCHMARK_BOTH, 32, "MaxPooling2D", NULL, MAP, 2.5),
  ACTIVATION ("relu_32x64x28x28_fwd", "relu", 32, 64 * 28 * 28),
  ACTIVATION ("tanh_1M_fwd", "tanh", 1024, 1024),
  LAYER ("embedding_20000x128_3200_fwd", VSL_BENCHMARK_FORWARD, 32, "Embedding", WORDS, ((VslShape) { 1, { 100 } }), 256),
  LAYER ("embedding_20000x128_3200_fwdbwd_dense", VSL_BENCHMARK_BOTH, 32, "Embedding", WORDS, ((VslShape) { 1, { 100 } }), 512,
         .extra = 20000.0 * 128 * 4),
  OPTIMIZER ("adam_11M", "Adam", NULL, 7),
  OPTIMIZER ("adamw_11M", "AdamW", NULL, 7),
  OPTIMIZER ("sgdm_11M", "SGD", "{\"momentum\": 0.9}", 5),
  MATMUL ("matmul_1024x1024x1024", 1024, 1024, 1024),
  MATMUL ("matmul_32x10x5408", 32, 10, 5408),
  MATMUL ("matmul_3200x256x128", 3200, 256, 128),
  MATMUL ("matmul_32x256x64", 32, 256, 64),
  { NULL },
};

/**
 * vsl_benchmark_case:
 *
 * Returns: (transfer none) (nullable): the i-th of networks and operations; %NULL after the last
 */
const VslBenchmarkCase *
vsl_benchmark_case (guint i)
{
  guint networks = G_N_ELEMENTS (vsl_benchmark_networks) - 1;
  if (i < networks)
    return &vsl_benchmark_networks[i];
  return i < networks + G_N_ELEMENTS (vsl_benchmark_operations) - 1 ? &vsl_benchmark_operations[i - networks] : NULL;
}
