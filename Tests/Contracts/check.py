"""Holds what channels and their doubles say to each other against the shops' own descriptions.

usage: check.py SPECS EXCHANGES

Shopify's questions are validated against its schema, and each answer is executed against it: what
the schema would not have given is a fault. Shops that publish only examples are held against
those: no field that is not there, none of another type. Shops with an OpenAPI document are held
against its paths, parameters and schemas.
"""

import json
import pathlib
import re
import sys
import urllib.parse

from graphql import build_schema, execute, parse, validate
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FAULTS = []


def fault(exchange, text):
    FAULTS.append(f"{exchange['channel']} {exchange['method']} {exchange['url'][:90]}: {text}")


def kind(value):
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    return {str: "a text", list: "a list", dict: "an object"}.get(type(value), "null")


def merged(values):
    """One value with all that several examples have."""
    values = [value for value in values if value is not None]
    if values and all(isinstance(value, dict) for value in values):
        keys = {key for value in values for key in value}
        return {key: merged([value.get(key) for value in values]) for key in keys}
    if values and all(isinstance(value, list) for value in values):
        inner = [item for value in values for item in value]
        return [merged(inner)] if inner else []
    return values[0] if values else None


def compare(exchange, given, example, path, free=()):
    if given is None or example is None:
        return
    if kind(given) != kind(example):
        fault(exchange, f"{path} is {kind(given)}, not {kind(example)}")
    elif isinstance(given, dict):
        for key, value in given.items():
            if f"{path}.{key}".lstrip(".") in free:
                continue
            if key not in example:
                fault(exchange, f"{path}.{key} is not in the examples")
            else:
                compare(exchange, value, example[key], f"{path}.{key}", free)
    elif isinstance(given, list) and example:
        for item in given:
            compare(exchange, item, merged(example), f"{path}[]", free)


def example(*paths):
    return merged([json.loads(path.read_text()) for path in paths])


class Shopify:
    # Cancelling is not in the part of the schema that is at hand; its public reference says this.
    CANCELLING = """
    extend type Mutation {
      orderCancel(
        orderId: ID!, reason: OrderCancelReason!, restock: Boolean!, notifyCustomer: Boolean,
        refundMethod: OrderCancelRefundMethodInput, staffNote: String
      ): OrderCancelPayload
    }
    type OrderCancelPayload { job: Job, orderCancelUserErrors: [OrderCancelUserError!]! }
    type OrderCancelUserError { field: [String!], message: String! }
    input OrderCancelRefundMethodInput { originalPaymentMethodsRefund: Boolean }
    """

    def __init__(self, specs):
        text = "\n".join(path.read_text() for path in sorted(specs.glob("*.graphql")))
        if "orderCancel(" not in text:
            text += self.CANCELLING
        self.schema = build_schema(text)

    def check(self, exchange):
        if exchange["url"].endswith("/access_token") or exchange["status"] != 200:
            return
        document = parse(exchange["body"]["query"])
        for error in validate(self.schema, document):
            fault(exchange, error.message)
        data = exchange["answer"].get("data")
        if data is None:
            return
        result = execute(
            self.schema, document, root_value=self.named(document.definitions[0], data),
            variable_values=exchange["body"]["variables"])
        for error in result.errors or []:
            fault(exchange, f"{error.message} at {error.path}")
        if result.data != data:
            fault(exchange, "the answer is not what was asked for")

    @classmethod
    def named(cls, asked, value):
        """What was answered under other names, under those that the schema knows."""
        if isinstance(value, list):
            return [cls.named(asked, item) for item in value]
        if not isinstance(value, dict) or asked.selection_set is None:
            return value
        renamed = {}
        for field in asked.selection_set.selections:
            key = field.alias.value if field.alias else field.name.value
            if key in value:
                renamed[field.name.value] = cls.named(field, value[key])
        return renamed


class WooCommerce:
    # What a plugin keeps is its own affair.
    FREE = ("[].meta_data", "meta_data")
    QUERY = {
        "orderby", "order", "per_page", "offset", "dates_are_gmt", "modified_after", "search",
        "customer", "type",
    }

    def __init__(self, specs):
        folder = specs / "examples"
        self.order = merged(list(self.orders(folder)))
        self.error = example(*folder.glob("errors__*.json"))
        self.notes = example(folder / "order_notes__list_all_order_notes.json")
        self.note = example(folder / "order_notes__create_an_order_note.json")
        self.customer = example(folder / "customers__retrieve_a_customer.json")

    @staticmethod
    def orders(folder):
        for path in sorted(folder.glob("orders__*.json")):
            value = json.loads(path.read_text())
            yield from value if isinstance(value, list) else [value]

    def check(self, exchange):
        query = urllib.parse.urlparse(exchange["url"]).query
        for name in urllib.parse.parse_qs(query):
            if name not in self.QUERY:
                fault(exchange, f"nothing is called {name}")
        answer = exchange["answer"]
        path = urllib.parse.urlparse(exchange["url"]).path
        if exchange["status"] >= 400:
            compare(exchange, answer, self.error, "")
        elif path.endswith("/notes"):
            written = exchange["method"] == "POST"
            compare(exchange, answer, self.note if written else self.notes, "")
        elif "/customers/" in path:
            compare(exchange, answer, self.customer, "")
        elif isinstance(answer, list):
            compare(exchange, answer, [self.order], "", self.FREE)
        else:
            compare(exchange, answer, self.order, "", self.FREE)


class OpenAPI:
    """Paths, parameters and schemas of an OpenAPI 3 document."""

    # Whether null may stand wherever there is nothing, though the document does not say so.
    MAY_BE_NULL = False

    def __init__(self, path):
        self.document = self.plain(json.loads(path.read_text()))
        self.paths = {
            re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(name)) + "$"): item
            # A name that is spelt out counts before one that stands for any.
            for name, item in sorted(
                self.document["paths"].items(), key=lambda pair: pair[0].count("{"))
        }
        resource = Resource.from_contents(self.document, default_specification=DRAFT202012)
        self.registry = Registry().with_resource("urn:document", resource)

    def plain(self, value):
        """OpenAPI 3.0 says `nullable` where JSON Schema has a type; examples are no rules."""
        if isinstance(value, list):
            return [self.plain(item) for item in value]
        if not isinstance(value, dict):
            return value
        value = {key: self.plain(item) for key, item in value.items() if key != "example"}
        if value.pop("nullable", False) is True and isinstance(value.get("type"), str):
            value["type"] = [value["type"], "null"]
        if isinstance(value.get("$ref"), str):
            value["$ref"] = "urn:document" + value["$ref"]
        return value

    def found(self, value):
        if "$ref" not in value:
            return value
        return self.registry.resolver().lookup(value["$ref"]).contents

    def check_at(self, exchange, path, query):
        for pattern, item in self.paths.items():
            if pattern.match(path):
                break
        else:
            return fault(exchange, f"{path} is not described")
        call = item.get(exchange["method"].lower())
        if call is None:
            return fault(exchange, f"{path} takes no {exchange['method']}")
        given = item.get("parameters", []) + call.get("parameters", [])
        names = {one["name"] for one in map(self.found, given) if one["in"] == "query"}
        for name in query:
            if name not in names:
                fault(exchange, f"nothing is called {name}")
        answer = self.found(call["responses"].get(str(exchange["status"]), {}))
        content = answer.get("content", {}).get("application/json")
        if content and "schema" in content:
            validator = Draft202012Validator(content["schema"], registry=self.registry)
            for error in validator.iter_errors(exchange["answer"]):
                if error.instance is None and self.MAY_BE_NULL:
                    continue
                fault(exchange, f"{error.json_path} {error.message[:200]}")


class BigCommerce(OpenAPI):
    def __init__(self, specs):
        super().__init__(specs / "orders_v2_reads.json")
        self.customers = OpenAPI(specs / "customers_v3_reads.json")

    def check(self, exchange):
        address = urllib.parse.urlparse(exchange["url"])
        document = self.customers if "/v3/" in address.path else self
        path = re.sub(r"^/stores/[^/]+/v[23]", "", address.path)
        document.check_at(exchange, path, urllib.parse.parse_qs(address.query))


class AfterShip:
    def __init__(self, specs):
        folder = specs / "examples"
        self.list = example(*folder.glob("get_trackings*.json"))
        self.error = example(*folder.glob("error_*.json"))

    def check(self, exchange):
        wanted = self.error if exchange["status"] >= 400 else self.list
        compare(exchange, exchange["answer"], wanted, "")


class ShipStation(OpenAPI):
    """It forbids members that `allOf` brings: that part is left out."""

    def __init__(self, specs):
        super().__init__(specs / "v2_openapi_reads.json")

    def plain(self, value):
        value = super().plain(value)
        if isinstance(value, dict):
            value.pop("additionalProperties", None)
            if value.pop("x-nullable", False) is True:
                return {"anyOf": [value, {"type": "null"}]}
        return value

    def check(self, exchange):
        address = urllib.parse.urlparse(exchange["url"])
        self.check_at(exchange, address.path, urllib.parse.parse_qs(address.query))


class Mirakl(OpenAPI):
    """Its document asks for dozens of fields that a double need not have: names and types are
    checked, not whether all of them are there. Paging is described in its prose."""

    MAY_BE_NULL = True
    PAGING = {"max", "offset", "sort", "order", "limit", "page_token"}

    def __init__(self, specs):
        super().__init__(specs / "mmp_seller_pruned.json")

    def plain(self, value):
        value = super().plain(value)
        if isinstance(value, dict) and isinstance(value.get("properties"), dict):
            value.pop("required", None)
            value.setdefault("additionalProperties", False)
        return value

    def check(self, exchange):
        # What is refused has no shape of its own there.
        if exchange["status"] >= 400 or exchange["url"].endswith("/download"):
            return
        address = urllib.parse.urlparse(exchange["url"])
        query = set(urllib.parse.parse_qs(address.query)) - self.PAGING
        self.check_at(exchange, address.path, query)


class Telegram:
    """Methods with their parameters, and types with their fields."""

    PLAIN = {"Integer": int, "String": str, "Boolean": bool, "True": bool, "Float": float}

    def __init__(self, specs):
        self.document = json.loads((specs / "bot_api.json").read_text())

    def fits(self, value, kind):
        if kind.startswith("Array of "):
            kind = kind[len("Array of "):]
            return isinstance(value, list) and all(self.fits(item, kind) for item in value)
        if kind in self.PLAIN:
            return isinstance(value, self.PLAIN[kind])
        return not self.faults(value, kind)

    def faults(self, value, kind):
        if not isinstance(value, dict):
            return [f"{kind} is an object"]
        described = self.document["types"][kind]
        # What may be one of several is described by each of those.
        if described.get("subtypes"):
            return []
        fields = {one["name"]: one for one in described.get("fields", [])}
        found = [f"{kind} has no {name}" for name in value if name not in fields]
        for name, one in fields.items():
            if name in value and not any(self.fits(value[name], t) for t in one["types"]):
                found.append(f"{kind}.{name} is no {one['types']}")
            if one["required"] and name not in value:
                found.append(f"{kind}.{name} is missing")
        return found

    def check(self, exchange):
        if "/file/bot" in exchange["url"]:
            return
        name = exchange["url"].rsplit("/", 1)[-1]
        method = self.document["methods"].get(name)
        if method is None:
            return fault(exchange, f"there is no method {name}")
        known = {one["name"]: one for one in method.get("fields", [])}
        for field, value in (exchange["body"] or {}).items():
            if field not in known:
                fault(exchange, f"{name} has no {field}")
            elif not any(self.fits(value, kind) for kind in known[field]["types"]):
                fault(exchange, f"{name}.{field} is no {known[field]['types']}")
        answer = exchange["answer"]
        if not answer.get("ok"):
            return
        if not any(self.fits(answer["result"], kind) for kind in method["returns"]):
            problems = []
            for kind in method["returns"]:
                bare = kind.removeprefix("Array of ")
                values = answer["result"] if isinstance(answer["result"], list) else [answer["result"]]
                if bare in self.document["types"]:
                    problems += [text for value in values for text in self.faults(value, bare)]
            fault(exchange, f"{name} gives {method['returns']}: {sorted(set(problems))[:6]}")


class EBay:
    """Three interfaces and the tokens for all of them. Their documents require nothing and forbid nothing:
    names that are not there are faults."""

    class Strict(Mirakl):
        def __init__(self, path):
            OpenAPI.__init__(self, path)

    class PostOrder:
        """It has no document to be had: the names are those of its pages
        (https://developer.ebay.com/Devzone/post-order/types)."""

        QUERY = {"limit", "offset", "order_id"}
        MOMENT = {"value": ""}
        AMOUNT = {"value": 0, "currency": ""}
        PAGING = {"limit": 0, "offset": 0, "totalEntries": 0, "totalPages": 0}
        LISTS = {
            "/return/search": ("", {
                "returnId": "", "orderId": "", "buyerLoginName": "", "sellerLoginName": "",
                "currentType": "", "state": "", "status": "",
                "creationInfo": {
                    "item": {"itemId": "", "returnQuantity": 0, "transactionId": ""},
                    "type": "", "reason": "", "reasonType": "", "comments": {"content": ""},
                    "creationDate": MOMENT},
                "sellerTotalRefund": {"estimatedRefundAmount": AMOUNT},
                "sellerResponseDue": {"activityDue": "", "respondByDate": MOMENT}}),
            "/inquiry/search": ("inquiry_", {
                "inquiryId": 0, "inquiryStatusEnum": "", "buyer": "", "seller": "", "itemId": 0,
                "transactionId": 0, "creationDate": MOMENT, "lastModifiedDate": MOMENT,
                "respondByDate": MOMENT, "claimAmount": AMOUNT}),
            "/casemanagement/search": ("case_", {
                "caseId": 0, "caseStatusEnum": "", "buyer": "", "seller": "", "itemId": 0,
                "transactionId": 0, "creationDate": MOMENT, "lastModifiedDate": MOMENT,
                "respondByDate": MOMENT, "claimAmount": AMOUNT}),
        }

        def check_at(self, exchange, path, query):
            if path not in self.LISTS:
                return fault(exchange, f"{path} is not described")
            prefix, member = self.LISTS[path]
            range = f"{prefix}creation_date_range"
            for name in query:
                if name not in self.QUERY | {f"{range}_from", f"{range}_to"}:
                    fault(exchange, f"nothing is called {name}")
            wanted = {"members": [member], "paginationOutput": self.PAGING}
            compare(exchange, exchange["answer"], wanted, "")

    def __init__(self, specs):
        self.documents = {
            "/commerce/message/v1": self.Strict(specs / "commerce_message_v1_oas3.json"),
            "/sell/fulfillment/v1": self.Strict(specs / "sell_fulfillment_v1_oas3_reads.json"),
            "/post-order/v2": self.PostOrder(),
        }

    def check(self, exchange):
        address = urllib.parse.urlparse(exchange["url"])
        if exchange["status"] >= 400 or address.path.endswith("/oauth2/token"):
            return
        for base, document in self.documents.items():
            if address.path.startswith(base):
                path = address.path[len(base):]
                return document.check_at(exchange, path, urllib.parse.parse_qs(address.query))
        fault(exchange, f"{address.path} belongs to no interface")


class Etsy(OpenAPI):
    """Its last whole document is of 2021; what has come since is an extract of names."""

    def __init__(self, specs):
        (whole,) = specs.glob("openapi_v3_*.json")
        (extract,) = specs.glob("receipts_*_extract.json")
        super().__init__(whole)
        new = json.loads(extract.read_text())
        schemas = self.document["components"]["schemas"]
        schemas["ShopReceiptTransaction"]["properties"]["sku"] = {}
        for name, members in new["schemas"].items():
            for member in members if isinstance(members, dict) else []:
                schemas.get(name, {}).get("properties", {}).setdefault(member, {})
        # An address that it need not tell is null since.
        for member in ("buyer_email", "first_line", "city", "state", "zip"):
            schemas["ShopReceipt"]["properties"][member] = {}
        for schema in schemas.values():
            schema["additionalProperties"] = False
        # Of a shop only its number is read.
        schemas["Shop"].pop("required")
        receipts = self.document["paths"][new["getShopReceipts"]["path"]]["get"]
        receipts["parameters"] += [
            {"name": name, "in": "query"} for name in new["getShopReceipts"]["query"]
        ]

    def check(self, exchange):
        address = urllib.parse.urlparse(exchange["url"])
        if exchange["status"] >= 400 or address.path.endswith("/oauth/token"):
            return
        self.check_at(exchange, address.path, urllib.parse.parse_qs(address.query))


class Walmart:
    """Three documents. The way to the next page is given whole, with words of its own."""

    PAGING = {"hasMoreElements", "soIndex", "poIndex"}

    def __init__(self, specs):
        self.documents = {
            name: OpenAPI(specs / file) for name, file in (
                ("/v3/token", "authentication.json"), ("/v3/orders", "orders_reads.json"),
                ("/v3/returns", "returns_reads.json"))
        }

    def check(self, exchange):
        if exchange["status"] >= 400:
            return
        address = urllib.parse.urlparse(exchange["url"])
        query = set(urllib.parse.parse_qs(address.query)) - self.PAGING
        for base, document in self.documents.items():
            if address.path.startswith(base):
                return document.check_at(exchange, address.path, query)
        fault(exchange, f"{address.path} belongs to no interface")


class AmazonPart(OpenAPI):
    """Swagger 2: schemas stand under definitions, an answer's without its type."""

    def __init__(self, path):
        super().__init__(path)
        for schema in self.document["definitions"].values():
            if "properties" in schema:
                schema.setdefault("additionalProperties", False)
        for item in self.document["paths"].values():
            for call in item.values():
                for answer in call.get("responses", {}).values() if isinstance(call, dict) else []:
                    answer["content"] = {"application/json": {"schema": answer.get("schema", {})}}

    def check_at(self, exchange, path, query):
        super().check_at(exchange, path, query)
        for pattern, item in self.paths.items():
            if pattern.match(path):
                break
        else:
            return
        call = item.get(exchange["method"].lower(), {})
        for one in map(self.found, call.get("parameters", [])):
            if one["in"] != "body":
                continue
            validator = Draft202012Validator(one["schema"], registry=self.registry)
            for error in validator.iter_errors(exchange["body"]):
                fault(exchange, f"asked with {error.json_path} {error.message[:200]}")


class Amazon:
    def __init__(self, specs):
        self.orders = AmazonPart(specs / "orders_2026-01-01.json")
        self.messages = AmazonPart(specs / "messaging.json")

    def check(self, exchange):
        address = urllib.parse.urlparse(exchange["url"])
        if address.path.endswith("/auth/o2/token"):
            return
        part = self.messages if address.path.startswith("/messaging/") else self.orders
        part.check_at(exchange, address.path, urllib.parse.parse_qs(address.query))


class Twilio(Mirakl):
    """Its document says with `nullable` what may be null, also beside a reference, and forbids no
    other names: those are faults. What is sent is a form."""

    def __init__(self, specs):
        OpenAPI.__init__(self, specs / "api_v2010_pruned.json")

    def check(self, exchange):
        address = urllib.parse.urlparse(exchange["url"])
        # Files and what is refused have no shape of their own there.
        if exchange["status"] >= 400 or not address.path.endswith(".json"):
            return
        self.check_at(exchange, address.path, urllib.parse.parse_qs(address.query))


def main():
    specs, exchanges = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    checks, counts = {}, {}
    known = {
        "shopify": Shopify, "woocommerce": WooCommerce, "bigcommerce": BigCommerce,
        "aftership": AfterShip, "shipstation": ShipStation, "mirakl": Mirakl, "telegram": Telegram,
        "ebay": EBay, "etsy": Etsy, "walmart": Walmart, "amazon": Amazon,
        "sms": Twilio, "whatsapp": Twilio, "phone": Twilio,
    }
    folders = {"sms": "twilio", "whatsapp": "twilio", "phone": "twilio"}
    for line in exchanges.read_text().splitlines():
        exchange = json.loads(line)
        name = exchange["channel"]
        if name not in known:
            continue
        if name not in checks:
            checks[name] = known[name](specs / folders.get(name, name))
        checks[name].check(exchange)
        counts[name] = counts.get(name, 0) + 1
    for text in sorted(set(FAULTS)):
        print(text)
    for name, count in counts.items():
        print(f"{name}: {count} exchanges")
    sys.exit(1 if FAULTS or len(counts) < len(known) else 0)


main()
