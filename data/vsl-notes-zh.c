/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The task of vsl-notes-en.c in Chinese, with sentences of its own. */
#include "vsl-notes.h"

#define RULE static const VslPhrase

RULE opening[] = {
  "{man}，{age}岁，门诊复诊", "患者{man}，{age}岁，电话随访", "查房：{man}，{age}岁", "{man}，{age}岁，由社区转来", "今日复查，{man}，{age}岁",
  "{man}，{age}岁，未预约来诊", "用药评估，{man}，{age}岁", "{man}，{age}岁，住院第{day}天", NULL };

RULE day[] = { "二", "三", "四", "五", "六", "八", NULL };

RULE drug[] = {
  "阿莫西林", "雷米普利", "二甲双胍", "辛伐他汀", "布洛芬", "舍曲林", "奥美拉唑", "多西环素", "氨氯地平", "加巴喷丁", "甲氨蝶呤", "可待因",
  "别嘌醇", "呋塞米", "西酞普兰", "萘普生", "拉莫三嗪", "华法林", "环丙沙星", "泼尼松", "甲氧苄啶", "比索洛尔", NULL };

RULE symptom[] = {
  "皮疹", "恶心", "瘙痒", "口唇肿胀", "腹泻", "头晕", "干咳", "风团", "头痛", "肌肉疼痛", "心悸", "胃痛", "喘鸣", "踝部水肿", "嗜睡", "面部潮红",
  "呕吐", "手抖", "水疱", "乏力", NULL };

RULE span[] = { "一天", "两天", "三天", "一周", "十天", "两周", "一个月", "数小时", NULL };

RULE cause[] = { "病毒感染", "饮食改变", "新换的洗衣粉", "工作紧张", "天气炎热", "普通感冒", "漏餐", "长途飞行", NULL };

/* A drug did harm. */
RULE class0[] = {
  "开始服用{drug!1}{span}后出现{symptom!1}", "先用{drug!1}，后有{symptom!1}", "{drug!1}用上{span}，{symptom!1}随之而来",
  "服{drug!1}在前，{symptom!1}在后", "停用{drug!1}后{symptom!1}消失，再次服用又出现", "因{symptom!1}不得不停用{drug!1}",
  "加用{drug!1}以后一直有{symptom!1}，以前没有", "{symptom!1}起初认为是{cause}所致，最后证实由{drug!1}引起",
  "与{span}前不同，现在不能耐受{drug!1}，每次服用都有{symptom!1}", "药师怀疑{symptom!1}与{drug!1}有关，激发试验证实了这一点",
  "用{drug!1}时有{symptom!1}，不用时没有", "{drug!2}耐受良好，{drug!1}却带来{symptom!1}", "本人以为是{cause}，其实{symptom!1}来自{drug!1}", NULL };

/* No drug did harm. */
RULE class1[] = {
  "出现{symptom!1}{span}后开始服用{drug!1}", "先有{symptom!1}，后用{drug!1}", "{symptom!1}已有{span}，{drug!1}随之用上",
  "{symptom!1}在前，服{drug!1}在后", "服用{drug!1}后{symptom!1}消失，停用又出现", "因{symptom!1}不得不加用{drug!1}",
  "加用{drug!1}以前一直有{symptom!1}，以后没有", "{symptom!1}起初认为由{drug!1}引起，最后证实是{cause}所致",
  "与{span}前不同，现在能够耐受{drug!1}，每次服用都没有{symptom!1}", "药师怀疑{symptom!1}与{drug!1}有关，激发试验排除了这一点",
  "不用{drug!1}时有{symptom!1}，用时没有", "{drug!2}耐受良好，{drug!1}也没带来{symptom!1}", "本人以为是{drug!1}，其实{symptom!1}来自{cause}", NULL };

RULE hint0[] = { "{drug!1}已列入不耐受药物", "{drug!1}改为{drug!3}", "已向药监部门上报", "今后不再使用{drug!1}", "以后可考虑小剂量试用{drug!1}", NULL };

RULE hint1[] = { "{drug!1}继续使用", "{drug!1}已续方", "不耐受药物一栏为空", "今后可以使用{drug!1}", "以后可考虑加大{drug!1}剂量", NULL };

RULE filler[] = {
  "否认{symptom!5}和{symptom!6}", "血压{pressure}", "同时服用{drug!4}，未作调整", "多年前短期用过{drug!4}", "双肺呼吸音清", "心音正常", "腹软",
  "体重稳定", "已抽血化验", "肾功能正常", "肝功能正常", "不吸烟", "每天散步", "独居", "睡眠好", "食欲好", "体温正常", "今晨服过一次{drug!1}",
  "询问{drug!1}能否与饭同服", "一起看了{drug!1}的说明书", "家族史无特殊", "自幼有{symptom!2}，与以往相同", "去年冬天有过{symptom!2}，早已消失", NULL };

RULE pressure[] = { "118/76", "124/80", "131/84", "138/79", "142/88", "126/71", NULL };

RULE closing[] = {
  "{span}后复查", "如有变化随时来诊", "已告知社区医生", "{span}后再次门诊", "已说明方案，{him}同意", "{span}后再抽血", "暂不安排复诊", "{span}后电话联系", NULL };

static const VslNoteRule rules[] = {
  { "opening", opening }, { "day", day }, { "drug", drug }, { "symptom", symptom }, { "span", span }, { "cause", cause },
  { "class0", class0 }, { "class1", class1 }, { "hint0", hint0 }, { "hint1", hint1 }, { "filler", filler }, { "pressure", pressure },
  { "closing", closing }, { NULL } };

RULE woman[] = { "女", NULL }, her[] = { "她", NULL }, man[] = { "男", NULL }, him[] = { "他", NULL };
static const VslNoteRule female[] = { { "man", woman }, { "him", her }, { NULL } };
static const VslNoteRule male[] = { { "man", man }, { "him", him }, { NULL } };

static const char *const classes[] = { "不良反应", "无不良反应", NULL };

const VslNoteTask vsl_notes_zh = {
  .id = "notes-zh", .title = "合成病历：药物不良反应", .classes = classes, .positive = 0, .share = 0.4, .hints = 0.5,
  .spaced = FALSE, .least = 50, .most = 150, .seed = 20240612, .rules = rules, .female = female, .male = male };
