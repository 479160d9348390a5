/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The task of vsl-departments-en.c in Chinese, with sentences of its own. */
#include "vsl-notes.h"

#define RULE static const VslPhrase

RULE opening[] = { "{man}，{age}岁，转诊单", "患者{man}，{age}岁，社区门诊", "{man}，{age}岁，在本所就诊多年", "初诊，{man}，{age}岁",
              "上门巡诊，{man}，{age}岁", "请会诊：{man}，{age}岁", NULL };

RULE since[] = { "两天", "一周", "一个月", "三周", "半年", "十来天", NULL };

/* Complaints, as somebody has them. */
RULE c0[] = { "咳嗽咳痰", "夜间喘鸣", "痰中带血", "活动后气短", "犬吠样咳嗽", "呼吸有响声", "深吸气时胸痛", NULL };
RULE c1[] = { "上坡时胸口闷痛", "夜间心跳过快", "胸前压迫感", "心跳漏拍", "起身时晕倒", "傍晚双腿浮肿", "平卧时憋气", NULL };
RULE c2[] = { "饭后烧灼痛", "大便稀溏", "便中带血", "吞咽困难", "腹部绞痛", "眼睛发黄", "夜间反酸", NULL };
RULE c3[] = { "双臂发痒的红疹", "变化的黑痣", "肘部脱屑斑", "手上水疱", "背部痤疮", "成片脱发", "红色风团", NULL };
RULE c4[] = { "搏动性头痛", "手指麻木", "右手颤抖", "看东西重影", "睡眠中抽搐", "一侧手臂无力", "走路不稳", NULL };
RULE c5[] = { "上下楼膝盖痛", "肩膀僵硬", "摔伤髋部", "腰部疼痛", "运动后踝部肿", "手指弹响", "足跟痛", NULL };

#define COMES_FOR(complaint)                                                                                                         \
  { "因" complaint "来诊，已有{since}", "主诉" complaint "{since}", "近{since}有" complaint, "最担心的是" complaint, "这次就是为了" complaint, NULL }
RULE class0[] = COMES_FOR ("{c0}"), class1[] = COMES_FOR ("{c1}"), class2[] = COMES_FOR ("{c2}"), class3[] = COMES_FOR ("{c3}"),
  class4[] = COMES_FOR ("{c4}"), class5[] = COMES_FOR ("{c5}");

RULE hint0[] = { "双肺湿啰音", "峰流速偏低", "血氧93%", "吸入剂略有效", NULL };
RULE hint1[] = { "脉搏不齐", "心电图有新变化", "可闻及杂音", "双臂血压偏高", NULL };
RULE hint2[] = { "腹部有压痛", "肝酶升高", "抑酸药略有效", "体重下降", NULL };
RULE hint3[] = { "局部皮肤增厚发红", "附皮损照片", "边缘不齐", "外用药膏无效", NULL };
RULE hint4[] = { "腱反射亢进", "瞳孔不等大", "感觉减退", "步基增宽", NULL };
RULE hint5[] = { "关节局部发热", "活动受限", "X线未见骨折", "旋转时疼痛", NULL };

#define DOES_NOT_COME_FOR(complaint)                                                                                                 \
  { "没有" complaint, "{relative}有过" complaint, "多年前" complaint "，再未发生", "问及" complaint "，本人否认", NULL }
RULE elsewhere0[] = DOES_NOT_COME_FOR ("{c0}"), elsewhere1[] = DOES_NOT_COME_FOR ("{c1}"), elsewhere2[] = DOES_NOT_COME_FOR ("{c2}"),
  elsewhere3[] = DOES_NOT_COME_FOR ("{c3}"), elsewhere4[] = DOES_NOT_COME_FOR ("{c4}"), elsewhere5[] = DOES_NOT_COME_FOR ("{c5}");

RULE relative[] = { "母亲", "父亲", "哥哥", "姐姐", "邻居", "女儿", NULL };

RULE filler[] = { "在办公室工作", "已退休", "不吸烟", "戒烟多年", "平时不用药", "体温正常", "睡眠尚可", "饮食如常", "与家人同住",
              "今日已抽血", "一般情况好", "无药物过敏", "本人想弄清原因", "傍晚加重", "时轻时重", "休息不缓解", "止痛药只管一小时",
              "没有受过伤", "自己开车上班", NULL };

RULE closing[] = { "请尽早接诊", "请协助诊断", "望一个月内安排", "如可能请加急", "化验结果随后送到", "谢谢接诊", NULL };

static const VslNoteRule rules[] = {
  { "opening", opening }, { "since", since }, { "c0", c0 }, { "c1", c1 }, { "c2", c2 }, { "c3", c3 }, { "c4", c4 }, { "c5", c5 },
  { "class0", class0 }, { "class1", class1 }, { "class2", class2 }, { "class3", class3 }, { "class4", class4 }, { "class5", class5 },
  { "hint0", hint0 }, { "hint1", hint1 }, { "hint2", hint2 }, { "hint3", hint3 }, { "hint4", hint4 }, { "hint5", hint5 },
  { "elsewhere0", elsewhere0 }, { "elsewhere1", elsewhere1 }, { "elsewhere2", elsewhere2 }, { "elsewhere3", elsewhere3 },
  { "elsewhere4", elsewhere4 }, { "elsewhere5", elsewhere5 }, { "relative", relative }, { "filler", filler }, { "closing", closing },
  { NULL } };

RULE woman[] = { "女", NULL }, man[] = { "男", NULL };
static const VslNoteRule female[] = { { "man", woman }, { NULL } };
static const VslNoteRule male[] = { { "man", man }, { NULL } };

static const char *const classes[] = { "呼吸科", "心内科", "消化科", "皮肤科", "神经科", "骨科", NULL };

const VslNoteTask vsl_departments_zh = {
  .id = "departments-zh", .title = "合成病历：六个科室", .classes = classes, .positive = -1, .hints = 0.82, .elsewhere = 2, .spaced = FALSE,
  .least = 55, .most = 160, .seed = 20240614, .rules = rules, .female = female, .male = male };
