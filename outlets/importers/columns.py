"""The headings and words of an outlet workbook, as offices write them.

They belong to the files and stay Chinese whatever language the user reads. The first word of each
value is the proper one: templates offer it, messages name it.
"""

from collections.abc import Mapping, Sequence

from core.headings import Column
from geo.crs import CoordinateSystem
from outlets.kinds import OperatingModel, OutletKind, Platform, Status

Words = Mapping[str, Sequence[str]]

COLUMNS = (
    Column(
        "outlet_no",
        "网点编号",
        ("编号", "网点编码", "网点代码", "站点编号", "服务站编号", "服务点编号", "网点号"),
    ),
    Column(
        "name",
        "网点名称",
        ("名称", "网点名", "站点名称", "服务站名称", "服务点名称", "电商网点名称", "店名"),
        is_required=True,
    ),
    Column(
        "county",
        "县(市)区",
        ("县区", "区县", "县", "县市", "县区名称", "县市区名称", "所属县区", "所在县区", "所在县"),
    ),
    Column(
        "township",
        "乡镇",
        ("乡", "镇", "乡镇街道", "乡镇名称", "所属乡镇", "所在乡镇", "街道", "乡镇街", "乡镇办"),
    ),
    Column(
        "village_name",
        "行政村",
        (
            "村",
            "村名",
            "村名称",
            "行政村名称",
            "所属行政村",
            "所在行政村",
            "所在村",
            "村社区",
            "村屯",
        ),
    ),
    Column(
        "village_code",
        "行政村代码",
        (
            "村代码",
            "村编码",
            "行政村编码",
            "行政村编号",
            "行政村码",
            "区划代码",
            "行政区划代码",
            "统计用区划代码",
            "统计区划代码",
            "村级代码",
            "村委会代码",
        ),
    ),
    Column(
        "kind",
        "网点类型",
        ("类型", "网点类别", "类别", "站点类型", "服务站类型", "网点性质"),
        is_required=True,
    ),
    Column("operating_model", "运营模式", ("模式", "经营模式", "运营方式", "经营方式", "运营性质")),
    Column(
        "platform", "平台", ("电商平台", "所属平台", "合作平台", "依托平台", "平台名称", "平台类型")
    ),
    Column(
        "status",
        "经营状态",
        ("状态", "运营状态", "网点状态", "营业状态", "运营情况", "经营情况", "目前状态"),
        is_required=True,
    ),
    Column(
        "opened_on",
        "开业日期",
        (
            "开业时间",
            "开业",
            "开办日期",
            "开办时间",
            "建站时间",
            "建站日期",
            "运营时间",
            "开店日期",
        ),
        is_required=True,
    ),
    Column(
        "closed_on",
        "停业日期",
        ("停业时间", "关闭日期", "关闭时间", "停运日期", "停运时间", "歇业日期", "停止营业日期"),
    ),
    Column(
        "keeper_name",
        "负责人",
        ("站长", "站长姓名", "负责人姓名", "网点负责人", "经营者", "联系人", "姓名", "店主"),
    ),
    Column(
        "keeper_phone",
        "联系电话",
        ("电话", "手机", "手机号", "手机号码", "电话号码", "联系方式", "负责人电话", "站长电话"),
    ),
    Column("address", "地址", ("网点地址", "详细地址", "经营地址", "具体地址", "所在位置", "位置")),
    Column("lon", "经度", ("东经", "经度坐标", "lon", "lng", "longitude")),
    Column("lat", "纬度", ("北纬", "纬度坐标", "lat", "latitude")),
    Column("crs", "坐标系", ("坐标系统", "坐标类型", "坐标系类型", "坐标来源")),
    Column(
        "served_codes",
        "服务村代码",
        ("服务行政村代码", "服务村编码", "覆盖村代码", "服务村", "服务行政村"),
    ),
)

KIND_WORDS: Words = {
    OutletKind.CONVENIENCE: ("便民网点", "便民服务网点", "便民服务点", "便民点", "便民服务站"),
    OutletKind.COMPREHENSIVE: ("综合网点", "综合服务网点", "综合服务站", "综合服务点", "综合店"),
    OutletKind.SHOP: ("便民商店", "便民超市", "便民店", "商店", "超市", "小卖部"),
    OutletKind.DELIVERY: (
        "寄递物流综合服务站",
        "寄递物流服务站",
        "寄递物流站",
        "物流服务站",
        "快递服务站",
        "寄递站",
    ),
    OutletKind.OTHER: ("其他", "其它", "其他网点"),
    OutletKind.TOWNSHIP_STATION: ("乡镇服务站", "乡镇电商服务站", "镇级服务站", "乡级服务站"),
    OutletKind.COUNTY_CENTRE: ("县级服务中心", "县级电商服务中心", "县级公共服务中心", "县级中心"),
}

MODEL_WORDS: Words = {
    OperatingModel.PUBLIC: ("公益", "公益性", "公益型", "纯公益"),
    OperatingModel.SEMI_PUBLIC: ("半公益", "半公益性", "半公益型", "准公益"),
    OperatingModel.COMMERCIAL: ("商业", "商业性", "商业型", "商业化", "市场化"),
}

PLATFORM_WORDS: Words = {
    Platform.RURAL_TAOBAO: ("农村淘宝", "村淘", "淘宝", "农淘"),
    Platform.JD: ("京东", "京东帮", "京东商城"),
    Platform.ULE: ("邮乐购", "邮乐", "邮乐网", "邮政"),
    Platform.COOP: ("供销e家", "供销", "供销社", "供销一家"),
    Platform.PINDUODUO: ("拼多多",),
    Platform.OWN: ("自建", "自建平台", "自有平台"),
    Platform.OTHER: ("其他", "其它", "其他平台"),
}

STATUS_WORDS: Words = {
    Status.OPERATING: (
        "运营",
        "正常",
        "营业",
        "运营中",
        "营业中",
        "正常运营",
        "正常营业",
        "正常经营",
        "经营中",
        "在营",
        "在运营",
        "运行",
        "正常运行",
        "开业",
    ),
    Status.DORMANT: ("疑似停运", "疑似停业"),
    Status.SUSPENDED: ("停业", "暂停", "暂停营业", "暂停运营", "停运", "停业中", "歇业", "已停业"),
    Status.CLOSED: ("关闭", "已关闭", "撤销", "已撤销", "关停", "注销", "已注销", "关门"),
}

CRS_WORDS: Words = {
    CoordinateSystem.CGCS2000: (
        "CGCS2000",
        "2000",
        "国家2000",
        "大地2000",
        "2000坐标系",
        "2000国家大地坐标系",
        "国家大地2000",
        "天地图",
    ),
    CoordinateSystem.WGS84: ("WGS84", "84", "GPS", "84坐标系", "WGS84坐标系", "世界坐标"),
    CoordinateSystem.GCJ02: (
        "GCJ02",
        "火星",
        "火星坐标",
        "火星坐标系",
        "火星坐标GCJ02",
        "GCJ02火星坐标",
        "国测局",
        "国测局坐标系",
        "高德",
        "高德地图",
        "腾讯",
        "腾讯地图",
        "微信",
    ),
    CoordinateSystem.BD09: ("BD09", "百度", "百度地图", "百度坐标", "百度坐标系"),
}
