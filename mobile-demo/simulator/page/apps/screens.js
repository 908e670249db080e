// What each app shows: its tables, what of a row is read, and what a person can do with a row by hand. The assistant has no part in it.

import { field, rows } from "../state.js";
import { word } from "../fields.js";

const open = (row) => !["cancelled", "deleted"].includes(row.status);
const unpaid = (row) => row.status === "unpaid";
const when = (now) => `${now.slice(0, 10)}T18:30`;

/** Something to do with a row: the word on the button, the function, its arguments, and whether it can be done. */
const act = (label, capability, args, can = () => true, sure = false) => ({ label, capability, args, can, sure });

const shop = (goods, order, pay, cancel, more) => [
  { table: goods, title: "menu", lines: ["price", goods === "drinks" ? "shop" : "restaurant"], flag: (row) => (row.soldOut ? "soldOut" : row.closed || row.shopClosed ? "closed" : null), acts: [act("order", order, (row) => ({ [goods === "drinks" ? "drink" : "dish"]: row, quantity: 1, ...more }), (row) => !row.soldOut && !row.closed && !row.shopClosed)] },
  { table: "orders", title: "orders", newest: true, lines: ["orderId", "sugar", "ice", "size", "spice", "quantity", "total", "statusText"], acts: [act("pay", pay, (row) => ({ orderId: row.orderId }), unpaid, true), act("cancel", cancel, (row) => ({ order: row }), (row) => ["unpaid", "paid"].includes(row.status))] },
];
const tea = shop("drinks", "createOrder", "payOrder", "cancelOrder", { sugar: "normal", ice: "normal", size: "medium" });
const food = shop("dishes", "orderDish", "payDish", "cancelDish", { spice: "none" });
const dining = [
  { table: "bookings", title: "bookings", newest: true, lines: ["bookingId", "time", "partySize", "status"], acts: [act("cancel", "cancelBooking", (row) => ({ booking: row }), open)] },
  { table: "restaurants", title: "restaurants", lines: ["cuisine", "area", "perPerson"], flag: (row) => (row.full ? "full" : row.closed ? "closed" : null), acts: [act("book", "bookTable", (row, now) => ({ restaurant: row, time: when(now), partySize: Math.max(2, row.minParty ?? 2) }), (row) => !row.full && !row.closed)] },
];

export const SCREENS = {
  "com.leaf.tea": tea, "com.bubble.tea": tea, "com.quick.food": food, "com.home.food": food,
  "com.table.dining": dining, "com.city.dining": dining, "com.alley.dining": dining,
  "com.star.cinema": [
    { table: "ticketBookings", title: "tickets", newest: true, lines: ["bookingId", "date", "showTime", "hall", "seats", "total", "status"], acts: [act("pay", "payTickets", (row) => ({ bookingId: row.bookingId }), unpaid, true)] },
    { table: "films", title: "films", lines: ["showTime", "hall", "price"], flag: (row) => (row.soldOut ? "soldOut" : null), acts: [act("book", "bookSeats", (row, now) => ({ film: row, seats: 1, date: now.slice(0, 10) }), (row) => !row.soldOut)] },
  ],
  "com.care.clinic": [
    { table: "visits", title: "visits", newest: true, lines: ["visitId", "date", "period", "status"], acts: [act("cancel", "cancelVisit", (row) => ({ visit: row }), open)] },
    { table: "doctors", title: "doctors", lines: ["title", "fee"], flag: (row) => (row.full || row.onLeave ? "full" : null), acts: [act("book", "bookVisit", (row, now) => ({ doctor: row, date: now.slice(0, 10), period: "afternoon" }), (row) => !row.full && !row.onLeave)] },
  ],
  "com.go.ride": [{ table: "rides", title: "rides", newest: true, lines: ["pickup", "carType", "driver", "plate", "etaMinutes", "total", "status"], acts: [act("pay", "payRide", (row) => ({ rideId: row.rideId }), unpaid, true), act("cancel", "cancelRide", (row) => ({ ride: row }), unpaid)] }],
  "com.swift.parcels": [{ table: "parcels", title: "parcels", newest: true, lines: ["trackingNumber", "progress", "place"], acts: [] }],
  "gov.city.utilities": [{ table: "bills", title: "bills", lines: ["period", "usage", "amount", "dueDate", "status"], acts: [act("pay", "payBill", (row) => ({ billId: row.billId }), unpaid, true)] }],
  "gov.city.socialsecurity": [{ table: "records", title: "records", newest: true, isSensitive: true, lines: ["year", "months", "personal", "employer"], acts: [] }],
  "app.moments": [{ table: "posts", title: "posts", newest: true, name: (row) => field(row, "author"), lines: ["text", "postedAt"], acts: [] }],
  "app.reminders": [{ table: "reminders", title: "reminders", newest: true, lines: ["when"], only: open, acts: [act("remove", "deleteReminder", (row) => ({ reminder: row }))] }],
  "app.calendar": [{ table: "events", title: "events", newest: true, lines: ["start", "duration", "attendee"], acts: [] }],
  "app.clock": [
    { table: "alarms", title: "alarms", newest: true, lines: ["time", "repeat", "label"], only: open, acts: [act("remove", "cancelAlarm", (row) => ({ alarm: row }))] },
    { table: "timers", title: "timers", newest: true, name: (row) => row.label || row.timerId, lines: ["duration", "startedAt"], acts: [] },
  ],
  "app.notes": [{ table: "notes", title: "notes", newest: true, lines: ["text", "createdAt"], acts: [] }],
  "app.contacts": [{ table: "contacts", title: "contacts", newest: true, lines: ["phone"], acts: [] }],
  "app.weather": [{ table: "weather", title: "weather", lines: ["condition", "low", "high", "rainChance"], acts: [] }],
};

/** What was paid, over all services: the wallet. */
export function payments(tables) {
  const orders = Object.keys(tables).flatMap((service) => ["orders", "ticketBookings", "rides", "bills"].flatMap((table) => rows(service, table).map((row) => ({ service, row }))));
  return orders.filter(({ row }) => ["paid", "making", "done"].includes(row.status)).map(({ service, row }) => ({ service, name: field(row, "name"), sum: row.paid ?? row.total ?? row.amount, status: field(row, "statusText") || word(row.status) }));
}
