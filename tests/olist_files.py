"""A small Olist by hand: its files, and how they are written."""

from pathlib import Path

from segmentation.cases.olist.source import TABLES

SNAPSHOT = "2018-08-29"
FILES = {
    "orders": """\
"order_id","customer_id","order_status","order_purchase_timestamp","order_approved_at","order_delivered_carrier_date","order_delivered_customer_date","order_estimated_delivery_date"
o1,"c1",delivered,2018-01-01 10:00:00,,,2018-01-11 10:00:00,2018-01-20 00:00:00
o2,c2,delivered,2018-03-01 23:59:59,,,2018-03-15 10:00:00,2018-03-10 00:00:00
o3,c3,delivered,2018-03-02 00:00:01,,,,2018-03-10 00:00:00
o4,c4,canceled,2018-03-03 00:00:00,,,,2018-03-10 00:00:00
o5,c5,shipped,2018-03-04 00:00:00,,,,2018-03-10 00:00:00
o6,c6,delivered,2018-03-05 00:00:00,,,2018-03-09 00:00:00,2018-03-10 00:00:00
o7,c7,delivered,2018-09-05 00:00:00,,,2018-09-09 00:00:00,2018-09-10 00:00:00
o8,c8,delivered,2018-01-01 22:00:00,,,2018-01-05 10:00:00,2018-01-20 00:00:00
o9,c9,unavailable,2018-05-01 22:00:00,,,,2018-05-20 00:00:00
p1,d1,delivered,2018-05-01 22:00:00,,,2018-05-05 00:00:00,2018-05-20 00:00:00
p2,d2,delivered,2018-05-02 22:00:00,,,2018-05-05 00:00:00,2018-05-20 00:00:00
p3,d3,delivered,2018-05-03 22:00:00,,,2018-05-05 00:00:00,2018-05-20 00:00:00
""",
    "customers": """\
customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state
c1,ana,01000,"lages, sc",SC
c2,ana,01000,sao paulo,SP
c3,bea,01000,sao paulo,SP
c4,cai,01000,sao paulo,SP
c5,bea,01000,sao paulo,SP
c6,dan,01000,sao paulo,SP
c7,eva,01000,sao paulo,SP
c8,ana,01000,sao paulo,SP
c9,bea,01000,sao paulo,SP
d1,fay,01000,sao paulo,SP
d2,gil,01000,sao paulo,SP
d3,hal,01000,sao paulo,SP
""",
    "payments": """\
order_id,payment_sequential,payment_type,payment_installments,payment_value
o1,1,credit_card,3,60.10
o1,2,voucher,1,40
o2,1,boleto,1,50
o3,1,credit_card,2,30
o4,1,credit_card,2,10
o5,1,boleto,1,10
o7,1,boleto,1,70
o8,1,credit_card,1,20
o9,1,boleto,1,5
p1,1,boleto,1,5
p2,1,boleto,1,5
p3,1,boleto,1,5
""",
    "items": """\
order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value
o1,1,toys,s,2018-01-05 00:00:00,40,10
o1,2,game,s,2018-01-05 00:00:00,40,10
o2,1,toys,s,2018-01-05 00:00:00,45,5
o3,1,none,s,2018-01-05 00:00:00,30,0
o4,1,none,s,2018-01-05 00:00:00,10,0
o5,1,none,s,2018-01-05 00:00:00,10,0
o6,1,none,s,2018-01-05 00:00:00,10,0
o7,1,none,s,2018-01-05 00:00:00,70,0
o8,1,toys,s,2018-01-05 00:00:00,15,5
p1,1,toys,s,2018-01-05 00:00:00,5,0
p2,1,toys,s,2018-01-05 00:00:00,5,0
p3,1,toys,s,2018-01-05 00:00:00,5,0
""",
    "reviews": """\
review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,review_answer_timestamp
r1,o1,4,,"bom, mas
caro",2018-01-12 00:00:00,2018-01-13 10:00:00
r2,o1,2,,,2018-01-12 00:00:00,2018-04-13 10:00:00
r3,o2,1,,,2018-03-16 00:00:00,2018-03-17 10:00:00
r4,o3,5,,,,
r5,o4,5,,,2018-03-16 00:00:00,2018-03-17 10:00:00
r6,o5,5,,,2018-03-16 00:00:00,2018-03-17 10:00:00
r7,o6,5,,,2018-03-16 00:00:00,2018-03-17 10:00:00
r8,o7,5,,,2018-03-16 00:00:00,2018-03-17 10:00:00
r9,o8,3,,,2018-01-06 00:00:00,2018-01-07 10:00:00
s1,o9,3,,,2018-01-06 00:00:00,2018-01-07 10:00:00
s2,p1,3,,,2018-01-06 00:00:00,2018-01-07 10:00:00
s3,p2,3,,,2018-01-06 00:00:00,2018-01-07 10:00:00
""",
    "products": """\
product_id,product_category_name,product_name_lenght
toys,brinquedos,10
game,pc_gamer,10
none,,
""",
    "categories": "\ufeffproduct_category_name,product_category_name_english\r\n"
    "brinquedos,toys\r\n",
}


def write(folder: Path, **changed: str) -> Path:
    """The small marketplace as files, some of them changed."""
    for name, text in (FILES | changed).items():
        (folder / TABLES[name].file).write_bytes(text.encode())
    return folder
