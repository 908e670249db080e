// How values of records are shown: sums, days, codes, and which fields have a name that a person reads.
//
// A field without a name here is not shown on a card: what a service sends besides is none of the person's business.

import { field, state } from "./state.js";
import { one } from "./words.js";

const NAMES = {
  sugar: ["甜度", "Sugar"], ice: ["冰量", "Ice"], size: ["杯型", "Size"], quantity: ["数量", "Quantity"], spice: ["辣度", "Spice"],
  total: ["合计", "Total"], price: ["价格", "Price"], paid: ["已付", "Paid"], refunded: ["已退", "Refunded"], amount: ["金额", "Amount"],
  shop: ["门店", "Shop"], restaurant: ["餐厅", "Restaurant"], statusText: ["状态", "Status"], status: ["状态", "Status"], etaMinutes: ["预计", "In about"],
  orderId: ["单号", "Order"], receiptId: ["单号", "Receipt"], bookingId: ["单号", "Booking"], visitId: ["单号", "Visit"], trackingNumber: ["单号", "Tracking"],
  time: ["时间", "Time"], when: ["时间", "Time"], date: ["日期", "Date"], start: ["开始", "Start"], duration: ["时长", "Length"], showTime: ["场次", "Show"],
  hall: ["影厅", "Hall"], seats: ["座位", "Seats"], partySize: ["人数", "People"], cuisine: ["菜系", "Cuisine"], area: ["地段", "Area"], perPerson: ["人均", "Per person"],
  department: ["科室", "Department"], period: ["时段", "Part of day"], fee: ["挂号费", "Fee"], title: ["职称", "Title"], attendee: ["参加", "With"],
  destination: ["目的地", "To"], pickup: ["上车点", "From"], carType: ["车型", "Car"], driver: ["司机", "Driver"], plate: ["车牌", "Plate"],
  progress: ["进度", "Progress"], place: ["位置", "Place"], contents: ["物品", "Contents"], usage: ["用量", "Used"], dueDate: ["截止", "Due"],
  year: ["年份", "Year"], months: ["月数", "Months"], personal: ["个人缴纳", "You paid"], employer: ["单位缴纳", "Employer paid"], insurance: ["险种", "Insurance"],
  artist: ["歌手", "Artist"], phone: ["电话", "Phone"], repeat: ["重复", "Repeats"], label: ["标签", "Label"], text: ["内容", "Text"], sender: ["来自", "From"],
  receivedAt: ["时间", "Time"], postedAt: ["时间", "Posted"], author: ["作者", "By"], condition: ["天气", "Weather"], low: ["最低", "Low"], high: ["最高", "High"],
  rainChance: ["降雨", "Rain"], remark: ["备注", "Remark"], feature: ["开关", "Switch"], state: ["状态", "State"], level: ["大小", "Level"],
};

const VALUES = {
  none: ["无", "none"], less: ["少", "less"], normal: ["正常", "normal"], more: ["多", "more"], small: ["小", "small"], medium: ["中", "medium"], large: ["大", "large"],
  unpaid: ["待付款", "to be paid"], paid: ["已付款", "paid"], cancelled: ["已取消", "cancelled"], booked: ["已预订", "booked"], done: ["已完成", "done"],
  active: ["有效", "on"], deleted: ["已删除", "deleted"], on: ["开", "on"], off: ["关", "off"], delivering: ["派送中", "on its way"],
  morning: ["上午", "morning"], afternoon: ["下午", "afternoon"], evening: ["晚上", "evening"], weekdays: ["工作日", "weekdays"], daily: ["每天", "every day"], once: ["一次", "once"],
  wifi: ["Wi-Fi", "Wi-Fi"], bluetooth: ["蓝牙", "Bluetooth"], airplane: ["飞行模式", "Airplane mode"], airplaneMode: ["飞行模式", "Airplane mode"], doNotDisturb: ["勿扰", "Do not disturb"],
  darkMode: ["深色模式", "Dark mode"], flashlight: ["手电筒", "Flashlight"], mobileData: ["移动数据", "Mobile data"], hotspot: ["热点", "Hotspot"],
  interrupted: ["中断", "interrupted"], weekends: ["周末", "weekends"], sixSeater: ["六座", "six seats"],
  beijing: ["北京菜", "Beijing"], cantonese: ["粤菜", "Cantonese"], sichuan: ["川菜", "Sichuan"], hotpot: ["火锅", "hotpot"], japanese: ["日料", "Japanese"], western: ["西餐", "Western"], vegetarian: ["素食", "vegetarian"], noodles: ["面馆", "noodles"],
  economy: ["经济型", "economy"], comfort: ["舒适型", "comfort"], business: ["商务型", "business"], pension: ["养老", "pension"], medical: ["医疗", "medical"],
  unemployment: ["失业", "unemployment"], injury: ["工伤", "work injury"], maternity: ["生育", "maternity"],
};

/** The name of a field, or nothing where people are not shown it. */
export const nameOf = (name) => (NAMES[name] ? one(...NAMES[name]) : null);

/** A word of a closed list. */
export const word = (code) => (VALUES[code] ? one(...VALUES[code]) : code);

/** A sum: `{ amount: minor units, currency }`. */
export function sum(money) {
  const digits = new Intl.NumberFormat(undefined, { style: "currency", currency: money.currency }).resolvedOptions().maximumFractionDigits;
  const shown = (money.amount / 10 ** digits).toFixed(digits);
  return money.currency === "CNY" ? `¥${shown}` : `${shown} ${money.currency}`;
}

/** A day, or a day with a time, as it is written in records: local time of the phone. */
export function moment(text) {
  const [day, time] = text.split("T");
  const [year, month, date] = day.split("-").map(Number);
  const shown = new Intl.DateTimeFormat(state.language === "zh" ? "zh-CN" : "en-GB", { month: "short", day: "numeric", weekday: "short" }).format(new Date(year, month - 1, date));
  return time ? `${shown} ${time.slice(0, 5)}` : shown;
}

const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}.*)?$/;
const LENGTH = /^PT?(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/;

/** Any value of a field, as people read it. */
export function shown(name, value) {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "object") return "amount" in value && "currency" in value ? sum(value) : "";
  if (name === "etaMinutes") return value ? one(`${value} 分钟`, `${value} min`) : "";
  if (name === "low" || name === "high") return `${value} °C`;
  if (name === "rainChance") return `${value} %`;
  if (typeof value === "string" && DATE.test(value)) return moment(value);
  const length = typeof value === "string" && name === "duration" && value.match(LENGTH);
  if (length) return length.slice(1).map((part, i) => part && `${part} ${one(["天", "小时", "分钟", "秒"], ["d", "h", "min", "s"])[i]}`).filter(Boolean).join(" ");
  return word(String(value));
}

/** The lines of a record that people read: name and value. */
export function lines(record, only) {
  const names = only ?? Object.keys(record).filter((name) => NAMES[name] && !("statusText" in record && name === "status"));
  return names.filter((name) => !(name === "sender" && record.to)).map((name) => [nameOf(name) ?? name, shown(name, field(record, name))]).filter(([, value]) => value !== "");
}
