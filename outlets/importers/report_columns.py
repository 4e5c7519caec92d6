"""The headings and words of a workbook of monthly reports; Chinese whatever the user reads."""

from core.headings import Column
from outlets.importers.columns import Words
from outlets.kinds import NilReason

COLUMNS = (
    Column(
        "outlet_no",
        "网点编号",
        ("编号", "网点编码", "网点代码", "站点编号", "服务站编号", "网点号"),
        is_required=True,
    ),
    Column("name", "网点名称", ("名称", "网点名", "站点名称", "服务站名称")),
    Column(
        "month",
        "月份",
        ("月", "年月", "月度", "统计月份", "报告月份", "填报月份", "所属月份"),
        is_required=True,
    ),
    Column("year", "年份", ("年", "年度")),
    Column("purchase_orders", "代购笔数", ("代购单数", "代买笔数", "代购订单数")),
    Column("purchase_amount_yuan", "代购金额", ("代购额", "代买金额")),
    Column("sale_orders", "代销笔数", ("代销单数", "代卖笔数", "代销订单数")),
    Column("sale_amount_yuan", "代销金额", ("代销额", "代卖金额")),
    Column("parcel_in", "收件数", ("收件", "收件量", "代收件数", "代收快递", "收快递数")),
    Column("parcel_out", "发件数", ("发件", "发件量", "代发件数", "代发快递", "发快递数")),
    Column("bill_orders", "缴费笔数", ("代缴费笔数", "代缴笔数")),
    Column("bill_amount_yuan", "缴费金额", ("代缴费金额", "代缴金额")),
    Column("down_amount_yuan", "下行额", ("下行金额", "工业品下行额", "下行交易额")),
    Column("up_amount_yuan", "上行额", ("上行金额", "上行交易额")),
    Column(
        "up_farm_amount_yuan",
        "其中农产品上行额",
        ("农产品上行额", "农产品上行金额", "其中农产品"),
    ),
    Column("people_served", "服务人次", ("服务人数", "服务村民人次")),
    Column("business_days", "营业天数", ("开门天数", "运营天数")),
    Column("staff", "从业人数", ("从业人员", "员工数", "工作人员数")),
    Column("income_yuan", "经营收入", ("收入", "网点收入", "月收入")),
    Column("nil_reason", "零业务原因", ("无业务原因", "无业务说明", "零报告原因")),
)

NIL_WORDS: Words = {
    NilReason.SUSPENDED: ("停业", "停运", "暂停营业", "歇业"),
    NilReason.NOT_RECORDED: ("未录", "未录入", "未登记", "没有记录"),
    NilReason.NO_BUSINESS: ("确无业务", "无业务", "没有业务"),
}
