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
  "先是{drug!1}，{span}后{symptom!1}", "先{drug!1}后{symptom!1}，前后分明", "时间上{drug!1}在前，{symptom!1}在后", "有了{drug!1}，才有{symptom!1}",
  "停{drug!1}则{symptom!1}消失，再用又来", "因{symptom!1}停了{drug!1}", "{drug!1}之前没有{symptom!1}，之后一直有",
  "{symptom!1}起初归于{cause}，后来查明是{drug!1}", "如今不能耐受{drug!1}，每次都有{symptom!1}",
  "药师疑{symptom!1}来自{drug!1}，试验证实", "用{drug!1}有{symptom!1}，不用没有", "{drug!2}无碍，{drug!1}却有{symptom!1}",
  "本人以为是{cause}，其实{symptom!1}来自{drug!1}", NULL };

/* No drug did harm. */
RULE class1[] = {
  "先是{symptom!1}，{span}后{drug!1}", "先{symptom!1}后{drug!1}，前后分明", "时间上{symptom!1}在前，{drug!1}在后", "有了{symptom!1}，才有{drug!1}",
  "用{drug!1}则{symptom!1}消失，再停又来", "因{symptom!1}加了{drug!1}", "{drug!1}之前一直有{symptom!1}，之后没有",
  "{symptom!1}起初归于{drug!1}，后来查明是{cause}", "如今能够耐受{drug!1}，每次都没有{symptom!1}",
  "药师疑{symptom!1}来自{drug!1}，试验排除", "不用{drug!1}有{symptom!1}，用没有", "{drug!2}无碍，{drug!1}也没有{symptom!1}",
  "本人以为是{drug!1}，其实{symptom!1}来自{cause}", NULL };

RULE hint0[] = { "{drug!1}已列入不耐受药物", "{drug!1}改为{drug!3}", "已向药监部门上报", "今后不再使用{drug!1}", "以后可考虑小剂量试用{drug!1}", NULL };

RULE hint1[] = { "{drug!1}继续使用", "{drug!1}已续方", "不耐受药物一栏为空", "今后可以使用{drug!1}", "以后可考虑加大{drug!1}剂量", NULL };

RULE filler[] = {
  "否认{symptom!7}和{symptom!8}", "血压{pressure}", "同时服用{drug!4}，未作调整", "多年前短期用过{drug!4}", "双肺呼吸音清", "心音正常", "腹软",
  "体重稳定", "已抽血化验", "肾功能正常", "肝功能正常", "不吸烟", "每天散步", "独居", "睡眠好", "食欲好", "体温正常", "今晨服过一次{drug!1}",
  "询问{drug!1}能否与饭同服", "一起看了{drug!1}的说明书", "家族史无特殊", "{relative}因{symptom!5}停了{drug!5}",
  "{relative}先是{drug!5}，{span}后{symptom!5}", "{relative}用{drug!5}有{symptom!5}", "早年用{drug!6}则{symptom!6}消失",
  "去年先{symptom!6}后{drug!6}", "春天因{symptom!6}加了{drug!6}", "自幼有{symptom!2}，与以往相同", "去年冬天有过{symptom!2}，早已消失", NULL };

RULE pressure[] = { "118/76", "124/80", "131/84", "138/79", "142/88", "126/71", NULL };

RULE relative[] = { "母亲", "父亲", "哥哥", "姐姐", "邻居", "女儿", NULL };

RULE closing[] = {
  "{span}后复查", "如有变化随时来诊", "已告知社区医生", "{span}后再次门诊", "已说明方案，{him}同意", "{span}后再抽血", "暂不安排复诊", "{span}后电话联系", NULL };

static const VslNoteRule rules[] = {
  { "opening", opening }, { "day", day }, { "drug", drug }, { "symptom", symptom }, { "span", span }, { "cause", cause },
  { "class0", class0 }, { "class1", class1 }, { "hint0", hint0 }, { "hint1", hint1 }, { "filler", filler }, { "pressure", pressure },
  { "relative", relative }, { "closing", closing }, { NULL } };

RULE woman[] = { "女", NULL }, her[] = { "她", NULL }, man[] = { "男", NULL }, him[] = { "他", NULL };
static const VslNoteRule female[] = { { "man", woman }, { "him", her }, { NULL } };
static const VslNoteRule male[] = { { "man", man }, { "him", him }, { NULL } };

static const char *const classes[] = { "不良反应", "无不良反应", NULL };

const VslNoteTask vsl_notes_zh = {
  .id = "notes-zh", .title = "合成病历：药物不良反应", .classes = classes, .positive = 0, .share = 0.4, .hints = 0.55,
  .spaced = FALSE, .least = 50, .most = 150, .seed = 20240612, .rules = rules, .female = female, .male = male };
