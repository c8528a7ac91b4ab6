/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String, $Number = $util.global.Number, $parseInt = $util.global.parseInt, $BigInt = $util.global.BigInt, $Boolean = $util.global.Boolean, $isFinite = $util.global.isFinite, $Array = $util.global.Array;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const muster = $root.muster = (() => {

    /**
     * Namespace muster.
     * @exports muster
     * @namespace
     */
    const muster = {};

    muster.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof muster
         * @namespace
         */
        const v1 = {};

        v1.UpHeader = (function() {

            /**
             * Properties of an UpHeader.
             * @typedef {Object} muster.v1.UpHeader.$Properties
             * @property {string|null} [journalId] UpHeader journalId
             * @property {number|null} [journalWrites] UpHeader journalWrites
             * @property {string|null} [bootId] UpHeader bootId
             * @property {number|null} [bootWrites] UpHeader bootWrites
             * @property {number|null} [connection] UpHeader connection
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UpHeader.
             * @memberof muster.v1
             * @interface IUpHeader
             * @augments muster.v1.UpHeader.$Properties
             * @deprecated Use muster.v1.UpHeader.$Properties instead.
             */

            /**
             * Shape of an UpHeader.
             * @typedef {muster.v1.UpHeader.$Properties} muster.v1.UpHeader.$Shape
             */

            /**
             * Constructs a new UpHeader.
             * @memberof muster.v1
             * @classdesc Represents an UpHeader.
             * @constructor
             * @param {muster.v1.UpHeader.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UpHeader = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UpHeader journalId.
             * @member {string} journalId
             * @memberof muster.v1.UpHeader
             * @instance
             */
            UpHeader.prototype.journalId = "";

            /**
             * UpHeader journalWrites.
             * @member {number} journalWrites
             * @memberof muster.v1.UpHeader
             * @instance
             */
            UpHeader.prototype.journalWrites = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * UpHeader bootId.
             * @member {string} bootId
             * @memberof muster.v1.UpHeader
             * @instance
             */
            UpHeader.prototype.bootId = "";

            /**
             * UpHeader bootWrites.
             * @member {number} bootWrites
             * @memberof muster.v1.UpHeader
             * @instance
             */
            UpHeader.prototype.bootWrites = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * UpHeader connection.
             * @member {number} connection
             * @memberof muster.v1.UpHeader
             * @instance
             */
            UpHeader.prototype.connection = 0;

            /**
             * Encodes the specified UpHeader message. Does not implicitly {@link muster.v1.UpHeader.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.UpHeader
             * @static
             * @param {muster.v1.UpHeader.$Properties} message UpHeader message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UpHeader.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.journalId != null && $Object.hasOwnProperty.call(message, "journalId") && message.journalId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.journalId);
                if (message.journalWrites != null && $Object.hasOwnProperty.call(message, "journalWrites") && (typeof message.journalWrites === "object" ? message.journalWrites.low || message.journalWrites.high : message.journalWrites !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.journalWrites);
                if (message.bootId != null && $Object.hasOwnProperty.call(message, "bootId") && message.bootId !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.bootId);
                if (message.bootWrites != null && $Object.hasOwnProperty.call(message, "bootWrites") && (typeof message.bootWrites === "object" ? message.bootWrites.low || message.bootWrites.high : message.bootWrites !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.bootWrites);
                if (message.connection != null && $Object.hasOwnProperty.call(message, "connection") && message.connection !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.connection);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UpHeader message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.UpHeader
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.UpHeader & muster.v1.UpHeader.$Shape} UpHeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UpHeader.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.UpHeader();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.journalId = value;
                            else
                                delete message.journalId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.journalWrites = value;
                            else
                                delete message.journalWrites;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.bootId = value;
                            else
                                delete message.bootId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.bootWrites = value;
                            else
                                delete message.bootWrites;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.connection = value;
                            else
                                delete message.connection;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an UpHeader message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.UpHeader
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.UpHeader} UpHeader
             */
            UpHeader.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.UpHeader)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.UpHeader: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.UpHeader();
                if (object.journalId != null)
                    if (typeof object.journalId !== "string" || object.journalId.length)
                        message.journalId = $String(object.journalId);
                if (object.journalWrites != null)
                    if (typeof object.journalWrites === "object" ? object.journalWrites.low || object.journalWrites.high : $Number(object.journalWrites) !== 0)
                        if ($util.Long)
                            message.journalWrites = $util.Long.fromValue(object.journalWrites, true);
                        else if (typeof object.journalWrites === "string")
                            message.journalWrites = $parseInt(object.journalWrites, 10);
                        else if (typeof object.journalWrites === "number")
                            message.journalWrites = object.journalWrites;
                        else if (typeof object.journalWrites === "object")
                            message.journalWrites = new $util.LongBits(object.journalWrites.low >>> 0, object.journalWrites.high >>> 0).toNumber(true);
                if (object.bootId != null)
                    if (typeof object.bootId !== "string" || object.bootId.length)
                        message.bootId = $String(object.bootId);
                if (object.bootWrites != null)
                    if (typeof object.bootWrites === "object" ? object.bootWrites.low || object.bootWrites.high : $Number(object.bootWrites) !== 0)
                        if ($util.Long)
                            message.bootWrites = $util.Long.fromValue(object.bootWrites, true);
                        else if (typeof object.bootWrites === "string")
                            message.bootWrites = $parseInt(object.bootWrites, 10);
                        else if (typeof object.bootWrites === "number")
                            message.bootWrites = object.bootWrites;
                        else if (typeof object.bootWrites === "object")
                            message.bootWrites = new $util.LongBits(object.bootWrites.low >>> 0, object.bootWrites.high >>> 0).toNumber(true);
                if (object.connection != null)
                    if ($Number(object.connection) !== 0)
                        message.connection = object.connection >>> 0;
                return message;
            };

            /**
             * Creates a plain object from an UpHeader message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.UpHeader
             * @static
             * @param {muster.v1.UpHeader} message UpHeader
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            UpHeader.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.journalId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.journalWrites = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.journalWrites = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.bootId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.bootWrites = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.bootWrites = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.connection = 0;
                }
                if (message.journalId != null && $Object.hasOwnProperty.call(message, "journalId"))
                    object.journalId = message.journalId;
                if (message.journalWrites != null && $Object.hasOwnProperty.call(message, "journalWrites"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.journalWrites = typeof message.journalWrites === "number" ? $BigInt(message.journalWrites) : $util.Long.fromBits(message.journalWrites.low >>> 0, message.journalWrites.high >>> 0, true).toBigInt();
                    else if (typeof message.journalWrites === "number")
                        object.journalWrites = options.longs === $String ? $String(message.journalWrites) : message.journalWrites;
                    else
                        object.journalWrites = options.longs === $String ? $util.Long.prototype.toString.call(message.journalWrites) : options.longs === $Number ? new $util.LongBits(message.journalWrites.low >>> 0, message.journalWrites.high >>> 0).toNumber(true) : message.journalWrites;
                if (message.bootId != null && $Object.hasOwnProperty.call(message, "bootId"))
                    object.bootId = message.bootId;
                if (message.bootWrites != null && $Object.hasOwnProperty.call(message, "bootWrites"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.bootWrites = typeof message.bootWrites === "number" ? $BigInt(message.bootWrites) : $util.Long.fromBits(message.bootWrites.low >>> 0, message.bootWrites.high >>> 0, true).toBigInt();
                    else if (typeof message.bootWrites === "number")
                        object.bootWrites = options.longs === $String ? $String(message.bootWrites) : message.bootWrites;
                    else
                        object.bootWrites = options.longs === $String ? $util.Long.prototype.toString.call(message.bootWrites) : options.longs === $Number ? new $util.LongBits(message.bootWrites.low >>> 0, message.bootWrites.high >>> 0).toNumber(true) : message.bootWrites;
                if (message.connection != null && $Object.hasOwnProperty.call(message, "connection"))
                    object.connection = message.connection;
                return object;
            };

            /**
             * Converts this UpHeader to JSON.
             * @function toJSON
             * @memberof muster.v1.UpHeader
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            UpHeader.prototype.toJSON = function() {
                return UpHeader.toObject(this, $protobuf.util.toJSONOptions);
            };

            return UpHeader;
        })();

        v1.Session = (function() {

            /**
             * Properties of a Session.
             * @typedef {Object} muster.v1.Session.$Properties
             * @property {muster.v1.UpHeader.$Properties|null} [header] Session header
             * @property {boolean|null} [online] Session online
             * @property {number|null} [protocolVersion] Session protocolVersion
             * @property {string|null} [softwareVersion] Session softwareVersion
             * @property {number|null} [wallMs] Session wallMs
             * @property {string|null} [reason] Session reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Session.
             * @memberof muster.v1
             * @interface ISession
             * @augments muster.v1.Session.$Properties
             * @deprecated Use muster.v1.Session.$Properties instead.
             */

            /**
             * Shape of a Session.
             * @typedef {muster.v1.Session.$Properties} muster.v1.Session.$Shape
             */

            /**
             * Constructs a new Session.
             * @memberof muster.v1
             * @classdesc Represents a Session.
             * @constructor
             * @param {muster.v1.Session.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Session = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Session header.
             * @member {muster.v1.UpHeader.$Properties|null|undefined} header
             * @memberof muster.v1.Session
             * @instance
             */
            Session.prototype.header = null;

            /**
             * Session online.
             * @member {boolean} online
             * @memberof muster.v1.Session
             * @instance
             */
            Session.prototype.online = false;

            /**
             * Session protocolVersion.
             * @member {number} protocolVersion
             * @memberof muster.v1.Session
             * @instance
             */
            Session.prototype.protocolVersion = 0;

            /**
             * Session softwareVersion.
             * @member {string} softwareVersion
             * @memberof muster.v1.Session
             * @instance
             */
            Session.prototype.softwareVersion = "";

            /**
             * Session wallMs.
             * @member {number} wallMs
             * @memberof muster.v1.Session
             * @instance
             */
            Session.prototype.wallMs = 0;

            /**
             * Session reason.
             * @member {string|null|undefined} reason
             * @memberof muster.v1.Session
             * @instance
             */
            Session.prototype.reason = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Session.prototype, "_reason", {
                get: $util.oneOfGetter($oneOfFields = ["reason"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Session message. Does not implicitly {@link muster.v1.Session.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Session
             * @static
             * @param {muster.v1.Session.$Properties} message Session message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Session.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.UpHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.online != null && $Object.hasOwnProperty.call(message, "online") && message.online !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.online);
                if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion") && message.protocolVersion !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.protocolVersion);
                if (message.softwareVersion != null && $Object.hasOwnProperty.call(message, "softwareVersion") && message.softwareVersion !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.softwareVersion);
                if (message.wallMs != null && $Object.hasOwnProperty.call(message, "wallMs") && !$Object.is(message.wallMs, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.wallMs);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Session message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Session
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Session & muster.v1.Session.$Shape} Session
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Session.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Session();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.UpHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.online = value;
                            else
                                delete message.online;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.protocolVersion = value;
                            else
                                delete message.protocolVersion;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.softwareVersion = value;
                            else
                                delete message.softwareVersion;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.wallMs = value;
                            else
                                delete message.wallMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.reason = reader.stringVerify();
                            message._reason = "reason";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Session message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Session
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Session} Session
             */
            Session.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Session)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Session: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Session();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.Session.header: object expected");
                    message.header = $root.muster.v1.UpHeader.fromObject(object.header, _depth + 1);
                }
                if (object.online != null)
                    if (object.online)
                        message.online = $Boolean(object.online);
                if (object.protocolVersion != null)
                    if ($Number(object.protocolVersion) !== 0)
                        message.protocolVersion = object.protocolVersion >>> 0;
                if (object.softwareVersion != null)
                    if (typeof object.softwareVersion !== "string" || object.softwareVersion.length)
                        message.softwareVersion = $String(object.softwareVersion);
                if (object.wallMs != null)
                    if (!$Object.is($Number(object.wallMs), 0))
                        message.wallMs = $Number(object.wallMs);
                if (object.reason != null)
                    message.reason = $String(object.reason);
                return message;
            };

            /**
             * Creates a plain object from a Session message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Session
             * @static
             * @param {muster.v1.Session} message Session
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Session.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.header = null;
                    object.online = false;
                    object.protocolVersion = 0;
                    object.softwareVersion = "";
                    object.wallMs = 0;
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.UpHeader.toObject(message.header, options, _depth + 1);
                if (message.online != null && $Object.hasOwnProperty.call(message, "online"))
                    object.online = message.online;
                if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion"))
                    object.protocolVersion = message.protocolVersion;
                if (message.softwareVersion != null && $Object.hasOwnProperty.call(message, "softwareVersion"))
                    object.softwareVersion = message.softwareVersion;
                if (message.wallMs != null && $Object.hasOwnProperty.call(message, "wallMs"))
                    object.wallMs = options.json && !$isFinite(message.wallMs) ? $String(message.wallMs) : message.wallMs;
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                    object.reason = message.reason;
                return object;
            };

            /**
             * Converts this Session to JSON.
             * @function toJSON
             * @memberof muster.v1.Session
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Session.prototype.toJSON = function() {
                return Session.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Session;
        })();

        v1.Activity = (function() {

            /**
             * Properties of an Activity.
             * @typedef {Object} muster.v1.Activity.$Properties
             * @property {string|null} [name] Activity name
             * @property {string|null} [version] Activity version
             * @property {string|null} [title] Activity title
             * @property {string|null} [parametersSchemaJson] Activity parametersSchemaJson
             * @property {string|null} [repeatability] Activity repeatability
             * @property {number|null} [expectedDurationMs] Activity expectedDurationMs
             * @property {Array.<string>|null} [phases] Activity phases
             * @property {boolean|null} [canPause] Activity canPause
             * @property {boolean|null} [canCheckpoint] Activity canCheckpoint
             * @property {number|null} [staleAfterMs] Activity staleAfterMs
             * @property {number|null} [lostAfterMs] Activity lostAfterMs
             * @property {boolean|null} [givesResult] Activity givesResult
             * @property {number|null} [checkpointEveryMs] Activity checkpointEveryMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Activity.
             * @memberof muster.v1
             * @interface IActivity
             * @augments muster.v1.Activity.$Properties
             * @deprecated Use muster.v1.Activity.$Properties instead.
             */

            /**
             * Shape of an Activity.
             * @typedef {muster.v1.Activity.$Properties} muster.v1.Activity.$Shape
             */

            /**
             * Constructs a new Activity.
             * @memberof muster.v1
             * @classdesc Represents an Activity.
             * @constructor
             * @param {muster.v1.Activity.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Activity = function (properties) {
                this.phases = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Activity name.
             * @member {string} name
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.name = "";

            /**
             * Activity version.
             * @member {string} version
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.version = "";

            /**
             * Activity title.
             * @member {string} title
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.title = "";

            /**
             * Activity parametersSchemaJson.
             * @member {string} parametersSchemaJson
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.parametersSchemaJson = "";

            /**
             * Activity repeatability.
             * @member {string} repeatability
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.repeatability = "";

            /**
             * Activity expectedDurationMs.
             * @member {number|null|undefined} expectedDurationMs
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.expectedDurationMs = null;

            /**
             * Activity phases.
             * @member {Array.<string>} phases
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.phases = $util.emptyArray;

            /**
             * Activity canPause.
             * @member {boolean} canPause
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.canPause = false;

            /**
             * Activity canCheckpoint.
             * @member {boolean} canCheckpoint
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.canCheckpoint = false;

            /**
             * Activity staleAfterMs.
             * @member {number|null|undefined} staleAfterMs
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.staleAfterMs = null;

            /**
             * Activity lostAfterMs.
             * @member {number|null|undefined} lostAfterMs
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.lostAfterMs = null;

            /**
             * Activity givesResult.
             * @member {boolean|null|undefined} givesResult
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.givesResult = null;

            /**
             * Activity checkpointEveryMs.
             * @member {number|null|undefined} checkpointEveryMs
             * @memberof muster.v1.Activity
             * @instance
             */
            Activity.prototype.checkpointEveryMs = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Activity.prototype, "_expectedDurationMs", {
                get: $util.oneOfGetter($oneOfFields = ["expectedDurationMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Activity.prototype, "_staleAfterMs", {
                get: $util.oneOfGetter($oneOfFields = ["staleAfterMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Activity.prototype, "_lostAfterMs", {
                get: $util.oneOfGetter($oneOfFields = ["lostAfterMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Activity.prototype, "_givesResult", {
                get: $util.oneOfGetter($oneOfFields = ["givesResult"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Activity.prototype, "_checkpointEveryMs", {
                get: $util.oneOfGetter($oneOfFields = ["checkpointEveryMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Activity message. Does not implicitly {@link muster.v1.Activity.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Activity
             * @static
             * @param {muster.v1.Activity.$Properties} message Activity message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Activity.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.version);
                if (message.title != null && $Object.hasOwnProperty.call(message, "title") && message.title !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.title);
                if (message.parametersSchemaJson != null && $Object.hasOwnProperty.call(message, "parametersSchemaJson") && message.parametersSchemaJson !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.parametersSchemaJson);
                if (message.repeatability != null && $Object.hasOwnProperty.call(message, "repeatability") && message.repeatability !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.repeatability);
                if (message.expectedDurationMs != null && $Object.hasOwnProperty.call(message, "expectedDurationMs"))
                    writer.uint32(/* id 6, wireType 1 =*/49).double(message.expectedDurationMs);
                if (message.phases != null && message.phases.length)
                    for (let i = 0; i < message.phases.length; ++i)
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.phases[i]);
                if (message.canPause != null && $Object.hasOwnProperty.call(message, "canPause") && message.canPause !== false)
                    writer.uint32(/* id 8, wireType 0 =*/64).bool(message.canPause);
                if (message.canCheckpoint != null && $Object.hasOwnProperty.call(message, "canCheckpoint") && message.canCheckpoint !== false)
                    writer.uint32(/* id 9, wireType 0 =*/72).bool(message.canCheckpoint);
                if (message.staleAfterMs != null && $Object.hasOwnProperty.call(message, "staleAfterMs"))
                    writer.uint32(/* id 10, wireType 1 =*/81).double(message.staleAfterMs);
                if (message.lostAfterMs != null && $Object.hasOwnProperty.call(message, "lostAfterMs"))
                    writer.uint32(/* id 11, wireType 1 =*/89).double(message.lostAfterMs);
                if (message.givesResult != null && $Object.hasOwnProperty.call(message, "givesResult"))
                    writer.uint32(/* id 12, wireType 0 =*/96).bool(message.givesResult);
                if (message.checkpointEveryMs != null && $Object.hasOwnProperty.call(message, "checkpointEveryMs"))
                    writer.uint32(/* id 13, wireType 1 =*/105).double(message.checkpointEveryMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Activity message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Activity
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Activity & muster.v1.Activity.$Shape} Activity
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Activity.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Activity();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.title = value;
                            else
                                delete message.title;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.parametersSchemaJson = value;
                            else
                                delete message.parametersSchemaJson;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.repeatability = value;
                            else
                                delete message.repeatability;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            message.expectedDurationMs = reader.double();
                            message._expectedDurationMs = "expectedDurationMs";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.phases && message.phases.length))
                                message.phases = [];
                            message.phases.push(reader.stringVerify());
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.canPause = value;
                            else
                                delete message.canPause;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.canCheckpoint = value;
                            else
                                delete message.canCheckpoint;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 1)
                                break;
                            message.staleAfterMs = reader.double();
                            message._staleAfterMs = "staleAfterMs";
                            continue;
                        }
                    case 11: {
                            if (wireType !== 1)
                                break;
                            message.lostAfterMs = reader.double();
                            message._lostAfterMs = "lostAfterMs";
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            message.givesResult = reader.bool();
                            message._givesResult = "givesResult";
                            continue;
                        }
                    case 13: {
                            if (wireType !== 1)
                                break;
                            message.checkpointEveryMs = reader.double();
                            message._checkpointEveryMs = "checkpointEveryMs";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an Activity message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Activity
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Activity} Activity
             */
            Activity.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Activity)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Activity: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Activity();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.version != null)
                    if (typeof object.version !== "string" || object.version.length)
                        message.version = $String(object.version);
                if (object.title != null)
                    if (typeof object.title !== "string" || object.title.length)
                        message.title = $String(object.title);
                if (object.parametersSchemaJson != null)
                    if (typeof object.parametersSchemaJson !== "string" || object.parametersSchemaJson.length)
                        message.parametersSchemaJson = $String(object.parametersSchemaJson);
                if (object.repeatability != null)
                    if (typeof object.repeatability !== "string" || object.repeatability.length)
                        message.repeatability = $String(object.repeatability);
                if (object.expectedDurationMs != null)
                    message.expectedDurationMs = $Number(object.expectedDurationMs);
                if (object.phases) {
                    if (!$Array.isArray(object.phases))
                        throw $TypeError(".muster.v1.Activity.phases: array expected");
                    message.phases = $Array(object.phases.length);
                    for (let i = 0; i < object.phases.length; ++i)
                        message.phases[i] = $String(object.phases[i]);
                }
                if (object.canPause != null)
                    if (object.canPause)
                        message.canPause = $Boolean(object.canPause);
                if (object.canCheckpoint != null)
                    if (object.canCheckpoint)
                        message.canCheckpoint = $Boolean(object.canCheckpoint);
                if (object.staleAfterMs != null)
                    message.staleAfterMs = $Number(object.staleAfterMs);
                if (object.lostAfterMs != null)
                    message.lostAfterMs = $Number(object.lostAfterMs);
                if (object.givesResult != null)
                    message.givesResult = $Boolean(object.givesResult);
                if (object.checkpointEveryMs != null)
                    message.checkpointEveryMs = $Number(object.checkpointEveryMs);
                return message;
            };

            /**
             * Creates a plain object from an Activity message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Activity
             * @static
             * @param {muster.v1.Activity} message Activity
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Activity.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.phases = [];
                if (options.defaults) {
                    object.name = "";
                    object.version = "";
                    object.title = "";
                    object.parametersSchemaJson = "";
                    object.repeatability = "";
                    object.canPause = false;
                    object.canCheckpoint = false;
                }
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                    object.version = message.version;
                if (message.title != null && $Object.hasOwnProperty.call(message, "title"))
                    object.title = message.title;
                if (message.parametersSchemaJson != null && $Object.hasOwnProperty.call(message, "parametersSchemaJson"))
                    object.parametersSchemaJson = message.parametersSchemaJson;
                if (message.repeatability != null && $Object.hasOwnProperty.call(message, "repeatability"))
                    object.repeatability = message.repeatability;
                if (message.expectedDurationMs != null && $Object.hasOwnProperty.call(message, "expectedDurationMs"))
                    object.expectedDurationMs = options.json && !$isFinite(message.expectedDurationMs) ? $String(message.expectedDurationMs) : message.expectedDurationMs;
                if (message.phases && message.phases.length) {
                    object.phases = $Array(message.phases.length);
                    for (let j = 0; j < message.phases.length; ++j)
                        object.phases[j] = message.phases[j];
                }
                if (message.canPause != null && $Object.hasOwnProperty.call(message, "canPause"))
                    object.canPause = message.canPause;
                if (message.canCheckpoint != null && $Object.hasOwnProperty.call(message, "canCheckpoint"))
                    object.canCheckpoint = message.canCheckpoint;
                if (message.staleAfterMs != null && $Object.hasOwnProperty.call(message, "staleAfterMs"))
                    object.staleAfterMs = options.json && !$isFinite(message.staleAfterMs) ? $String(message.staleAfterMs) : message.staleAfterMs;
                if (message.lostAfterMs != null && $Object.hasOwnProperty.call(message, "lostAfterMs"))
                    object.lostAfterMs = options.json && !$isFinite(message.lostAfterMs) ? $String(message.lostAfterMs) : message.lostAfterMs;
                if (message.givesResult != null && $Object.hasOwnProperty.call(message, "givesResult"))
                    object.givesResult = message.givesResult;
                if (message.checkpointEveryMs != null && $Object.hasOwnProperty.call(message, "checkpointEveryMs"))
                    object.checkpointEveryMs = options.json && !$isFinite(message.checkpointEveryMs) ? $String(message.checkpointEveryMs) : message.checkpointEveryMs;
                return object;
            };

            /**
             * Converts this Activity to JSON.
             * @function toJSON
             * @memberof muster.v1.Activity
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Activity.prototype.toJSON = function() {
                return Activity.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Activity;
        })();

        v1.Instrument = (function() {

            /**
             * Properties of an Instrument.
             * @typedef {Object} muster.v1.Instrument.$Properties
             * @property {string|null} [id] Instrument id
             * @property {string|null} [kind] Instrument kind
             * @property {string|null} [model] Instrument model
             * @property {string|null} [serial] Instrument serial
             * @property {string|null} [location] Instrument location
             * @property {string|null} [driver] Instrument driver
             * @property {boolean|null} [keepsIds] Instrument keepsIds
             * @property {Array.<muster.v1.Activity.$Properties>|null} [activities] Instrument activities
             * @property {Object.<string,string>|null} [labels] Instrument labels
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Instrument.
             * @memberof muster.v1
             * @interface IInstrument
             * @augments muster.v1.Instrument.$Properties
             * @deprecated Use muster.v1.Instrument.$Properties instead.
             */

            /**
             * Shape of an Instrument.
             * @typedef {muster.v1.Instrument.$Properties} muster.v1.Instrument.$Shape
             */

            /**
             * Constructs a new Instrument.
             * @memberof muster.v1
             * @classdesc Represents an Instrument.
             * @constructor
             * @param {muster.v1.Instrument.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Instrument = function (properties) {
                this.activities = [];
                this.labels = {};
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Instrument id.
             * @member {string} id
             * @memberof muster.v1.Instrument
             * @instance
             */
            Instrument.prototype.id = "";

            /**
             * Instrument kind.
             * @member {string} kind
             * @memberof muster.v1.Instrument
             * @instance
             */
            Instrument.prototype.kind = "";

            /**
             * Instrument model.
             * @member {string|null|undefined} model
             * @memberof muster.v1.Instrument
             * @instance
             */
            Instrument.prototype.model = null;

            /**
             * Instrument serial.
             * @member {string|null|undefined} serial
             * @memberof muster.v1.Instrument
             * @instance
             */
            Instrument.prototype.serial = null;

            /**
             * Instrument location.
             * @member {string|null|undefined} location
             * @memberof muster.v1.Instrument
             * @instance
             */
            Instrument.prototype.location = null;

            /**
             * Instrument driver.
             * @member {string} driver
             * @memberof muster.v1.Instrument
             * @instance
             */
            Instrument.prototype.driver = "";

            /**
             * Instrument keepsIds.
             * @member {boolean} keepsIds
             * @memberof muster.v1.Instrument
             * @instance
             */
            Instrument.prototype.keepsIds = false;

            /**
             * Instrument activities.
             * @member {Array.<muster.v1.Activity.$Properties>} activities
             * @memberof muster.v1.Instrument
             * @instance
             */
            Instrument.prototype.activities = $util.emptyArray;

            /**
             * Instrument labels.
             * @member {Object.<string,string>} labels
             * @memberof muster.v1.Instrument
             * @instance
             */
            Instrument.prototype.labels = $util.emptyObject;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Instrument.prototype, "_model", {
                get: $util.oneOfGetter($oneOfFields = ["model"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Instrument.prototype, "_serial", {
                get: $util.oneOfGetter($oneOfFields = ["serial"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Instrument.prototype, "_location", {
                get: $util.oneOfGetter($oneOfFields = ["location"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Instrument message. Does not implicitly {@link muster.v1.Instrument.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Instrument
             * @static
             * @param {muster.v1.Instrument.$Properties} message Instrument message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Instrument.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.kind);
                if (message.model != null && $Object.hasOwnProperty.call(message, "model"))
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.model);
                if (message.serial != null && $Object.hasOwnProperty.call(message, "serial"))
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.serial);
                if (message.location != null && $Object.hasOwnProperty.call(message, "location"))
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.location);
                if (message.driver != null && $Object.hasOwnProperty.call(message, "driver") && message.driver !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.driver);
                if (message.keepsIds != null && $Object.hasOwnProperty.call(message, "keepsIds") && message.keepsIds !== false)
                    writer.uint32(/* id 7, wireType 0 =*/56).bool(message.keepsIds);
                if (message.activities != null && message.activities.length)
                    for (let i = 0; i < message.activities.length; ++i)
                        $root.muster.v1.Activity.encode(message.activities[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
                    for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
                        writer.uint32(/* id 9, wireType 2 =*/74).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.labels[keys[i]]).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Instrument message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Instrument
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Instrument & muster.v1.Instrument.$Shape} Instrument
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Instrument.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, key, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Instrument();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.model = reader.stringVerify();
                            message._model = "model";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.serial = reader.stringVerify();
                            message._serial = "serial";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.location = reader.stringVerify();
                            message._location = "location";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.driver = value;
                            else
                                delete message.driver;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.keepsIds = value;
                            else
                                delete message.keepsIds;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.activities && message.activities.length))
                                message.activities = [];
                            message.activities.push($root.muster.v1.Activity.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (message.labels === $util.emptyObject)
                                message.labels = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = "";
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 2)
                                        break;
                                    value = reader.stringVerify();
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.labels, key);
                            message.labels[key] = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an Instrument message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Instrument
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Instrument} Instrument
             */
            Instrument.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Instrument)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Instrument: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Instrument();
                if (object.id != null)
                    if (typeof object.id !== "string" || object.id.length)
                        message.id = $String(object.id);
                if (object.kind != null)
                    if (typeof object.kind !== "string" || object.kind.length)
                        message.kind = $String(object.kind);
                if (object.model != null)
                    message.model = $String(object.model);
                if (object.serial != null)
                    message.serial = $String(object.serial);
                if (object.location != null)
                    message.location = $String(object.location);
                if (object.driver != null)
                    if (typeof object.driver !== "string" || object.driver.length)
                        message.driver = $String(object.driver);
                if (object.keepsIds != null)
                    if (object.keepsIds)
                        message.keepsIds = $Boolean(object.keepsIds);
                if (object.activities) {
                    if (!$Array.isArray(object.activities))
                        throw $TypeError(".muster.v1.Instrument.activities: array expected");
                    message.activities = $Array(object.activities.length);
                    for (let i = 0; i < object.activities.length; ++i) {
                        if (!$util.isObject(object.activities[i]))
                            throw $TypeError(".muster.v1.Instrument.activities: object expected");
                        message.activities[i] = $root.muster.v1.Activity.fromObject(object.activities[i], _depth + 1);
                    }
                }
                if (object.labels) {
                    if (!$util.isObject(object.labels))
                        throw $TypeError(".muster.v1.Instrument.labels: object expected");
                    message.labels = {};
                    for (let keys = $Object.keys(object.labels), i = 0; i < keys.length; ++i) {
                        if (keys[i] === "__proto__")
                            $util.makeProp(message.labels, keys[i]);
                        message.labels[keys[i]] = $String(object.labels[keys[i]]);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from an Instrument message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Instrument
             * @static
             * @param {muster.v1.Instrument} message Instrument
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Instrument.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.activities = [];
                if (options.objects || options.defaults)
                    object.labels = {};
                if (options.defaults) {
                    object.id = "";
                    object.kind = "";
                    object.driver = "";
                    object.keepsIds = false;
                }
                if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
                    object.id = message.id;
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind"))
                    object.kind = message.kind;
                if (message.model != null && $Object.hasOwnProperty.call(message, "model"))
                    object.model = message.model;
                if (message.serial != null && $Object.hasOwnProperty.call(message, "serial"))
                    object.serial = message.serial;
                if (message.location != null && $Object.hasOwnProperty.call(message, "location"))
                    object.location = message.location;
                if (message.driver != null && $Object.hasOwnProperty.call(message, "driver"))
                    object.driver = message.driver;
                if (message.keepsIds != null && $Object.hasOwnProperty.call(message, "keepsIds"))
                    object.keepsIds = message.keepsIds;
                if (message.activities && message.activities.length) {
                    object.activities = $Array(message.activities.length);
                    for (let j = 0; j < message.activities.length; ++j)
                        object.activities[j] = $root.muster.v1.Activity.toObject(message.activities[j], options, _depth + 1);
                }
                let keys2;
                if (message.labels && (keys2 = $Object.keys(message.labels)).length) {
                    object.labels = {};
                    for (let j = 0; j < keys2.length; ++j) {
                        if (keys2[j] === "__proto__")
                            $util.makeProp(object.labels, keys2[j]);
                        object.labels[keys2[j]] = message.labels[keys2[j]];
                    }
                }
                return object;
            };

            /**
             * Converts this Instrument to JSON.
             * @function toJSON
             * @memberof muster.v1.Instrument
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Instrument.prototype.toJSON = function() {
                return Instrument.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Instrument;
        })();

        v1.Inventory = (function() {

            /**
             * Properties of an Inventory.
             * @typedef {Object} muster.v1.Inventory.$Properties
             * @property {muster.v1.UpHeader.$Properties|null} [header] Inventory header
             * @property {Array.<muster.v1.Instrument.$Properties>|null} [instruments] Inventory instruments
             * @property {Array.<string>|null} [roles] Inventory roles
             * @property {Object.<string,string>|null} [labels] Inventory labels
             * @property {number|null} [maxConcurrentTasks] Inventory maxConcurrentTasks
             * @property {Array.<string>|null} [unanswered] Inventory unanswered
             * @property {Object.<string,number>|null} [resources] Inventory resources
             * @property {boolean|null} [keepsBatches] Inventory keepsBatches
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Inventory.
             * @memberof muster.v1
             * @interface IInventory
             * @augments muster.v1.Inventory.$Properties
             * @deprecated Use muster.v1.Inventory.$Properties instead.
             */

            /**
             * Shape of an Inventory.
             * @typedef {muster.v1.Inventory.$Properties} muster.v1.Inventory.$Shape
             */

            /**
             * Constructs a new Inventory.
             * @memberof muster.v1
             * @classdesc Represents an Inventory.
             * @constructor
             * @param {muster.v1.Inventory.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Inventory = function (properties) {
                this.instruments = [];
                this.roles = [];
                this.labels = {};
                this.unanswered = [];
                this.resources = {};
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Inventory header.
             * @member {muster.v1.UpHeader.$Properties|null|undefined} header
             * @memberof muster.v1.Inventory
             * @instance
             */
            Inventory.prototype.header = null;

            /**
             * Inventory instruments.
             * @member {Array.<muster.v1.Instrument.$Properties>} instruments
             * @memberof muster.v1.Inventory
             * @instance
             */
            Inventory.prototype.instruments = $util.emptyArray;

            /**
             * Inventory roles.
             * @member {Array.<string>} roles
             * @memberof muster.v1.Inventory
             * @instance
             */
            Inventory.prototype.roles = $util.emptyArray;

            /**
             * Inventory labels.
             * @member {Object.<string,string>} labels
             * @memberof muster.v1.Inventory
             * @instance
             */
            Inventory.prototype.labels = $util.emptyObject;

            /**
             * Inventory maxConcurrentTasks.
             * @member {number} maxConcurrentTasks
             * @memberof muster.v1.Inventory
             * @instance
             */
            Inventory.prototype.maxConcurrentTasks = 0;

            /**
             * Inventory unanswered.
             * @member {Array.<string>} unanswered
             * @memberof muster.v1.Inventory
             * @instance
             */
            Inventory.prototype.unanswered = $util.emptyArray;

            /**
             * Inventory resources.
             * @member {Object.<string,number>} resources
             * @memberof muster.v1.Inventory
             * @instance
             */
            Inventory.prototype.resources = $util.emptyObject;

            /**
             * Inventory keepsBatches.
             * @member {boolean|null|undefined} keepsBatches
             * @memberof muster.v1.Inventory
             * @instance
             */
            Inventory.prototype.keepsBatches = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Inventory.prototype, "_keepsBatches", {
                get: $util.oneOfGetter($oneOfFields = ["keepsBatches"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Inventory message. Does not implicitly {@link muster.v1.Inventory.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Inventory
             * @static
             * @param {muster.v1.Inventory.$Properties} message Inventory message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Inventory.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.UpHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.instruments != null && message.instruments.length)
                    for (let i = 0; i < message.instruments.length; ++i)
                        $root.muster.v1.Instrument.encode(message.instruments[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.roles != null && message.roles.length)
                    for (let i = 0; i < message.roles.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.roles[i]);
                if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
                    for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.labels[keys[i]]).ldelim();
                if (message.maxConcurrentTasks != null && $Object.hasOwnProperty.call(message, "maxConcurrentTasks") && message.maxConcurrentTasks !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.maxConcurrentTasks);
                if (message.unanswered != null && message.unanswered.length)
                    for (let i = 0; i < message.unanswered.length; ++i)
                        writer.uint32(/* id 6, wireType 2 =*/50).string(message.unanswered[i]);
                if (message.resources != null && $Object.hasOwnProperty.call(message, "resources"))
                    for (let keys = $Object.keys(message.resources), i = 0; i < keys.length; ++i)
                        writer.uint32(/* id 7, wireType 2 =*/58).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 1 =*/17).double(message.resources[keys[i]]).ldelim();
                if (message.keepsBatches != null && $Object.hasOwnProperty.call(message, "keepsBatches"))
                    writer.uint32(/* id 20, wireType 0 =*/160).bool(message.keepsBatches);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Inventory message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Inventory
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Inventory & muster.v1.Inventory.$Shape} Inventory
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Inventory.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, key, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Inventory();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.UpHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.instruments && message.instruments.length))
                                message.instruments = [];
                            message.instruments.push($root.muster.v1.Instrument.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.roles && message.roles.length))
                                message.roles = [];
                            message.roles.push(reader.stringVerify());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (message.labels === $util.emptyObject)
                                message.labels = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = "";
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 2)
                                        break;
                                    value = reader.stringVerify();
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.labels, key);
                            message.labels[key] = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.maxConcurrentTasks = value;
                            else
                                delete message.maxConcurrentTasks;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.unanswered && message.unanswered.length))
                                message.unanswered = [];
                            message.unanswered.push(reader.stringVerify());
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (message.resources === $util.emptyObject)
                                message.resources = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = 0;
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 1)
                                        break;
                                    value = reader.double();
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.resources, key);
                            message.resources[key] = value;
                            continue;
                        }
                    case 20: {
                            if (wireType !== 0)
                                break;
                            message.keepsBatches = reader.bool();
                            message._keepsBatches = "keepsBatches";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an Inventory message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Inventory
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Inventory} Inventory
             */
            Inventory.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Inventory)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Inventory: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Inventory();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.Inventory.header: object expected");
                    message.header = $root.muster.v1.UpHeader.fromObject(object.header, _depth + 1);
                }
                if (object.instruments) {
                    if (!$Array.isArray(object.instruments))
                        throw $TypeError(".muster.v1.Inventory.instruments: array expected");
                    message.instruments = $Array(object.instruments.length);
                    for (let i = 0; i < object.instruments.length; ++i) {
                        if (!$util.isObject(object.instruments[i]))
                            throw $TypeError(".muster.v1.Inventory.instruments: object expected");
                        message.instruments[i] = $root.muster.v1.Instrument.fromObject(object.instruments[i], _depth + 1);
                    }
                }
                if (object.roles) {
                    if (!$Array.isArray(object.roles))
                        throw $TypeError(".muster.v1.Inventory.roles: array expected");
                    message.roles = $Array(object.roles.length);
                    for (let i = 0; i < object.roles.length; ++i)
                        message.roles[i] = $String(object.roles[i]);
                }
                if (object.labels) {
                    if (!$util.isObject(object.labels))
                        throw $TypeError(".muster.v1.Inventory.labels: object expected");
                    message.labels = {};
                    for (let keys = $Object.keys(object.labels), i = 0; i < keys.length; ++i) {
                        if (keys[i] === "__proto__")
                            $util.makeProp(message.labels, keys[i]);
                        message.labels[keys[i]] = $String(object.labels[keys[i]]);
                    }
                }
                if (object.maxConcurrentTasks != null)
                    if ($Number(object.maxConcurrentTasks) !== 0)
                        message.maxConcurrentTasks = object.maxConcurrentTasks >>> 0;
                if (object.unanswered) {
                    if (!$Array.isArray(object.unanswered))
                        throw $TypeError(".muster.v1.Inventory.unanswered: array expected");
                    message.unanswered = $Array(object.unanswered.length);
                    for (let i = 0; i < object.unanswered.length; ++i)
                        message.unanswered[i] = $String(object.unanswered[i]);
                }
                if (object.resources) {
                    if (!$util.isObject(object.resources))
                        throw $TypeError(".muster.v1.Inventory.resources: object expected");
                    message.resources = {};
                    for (let keys = $Object.keys(object.resources), i = 0; i < keys.length; ++i) {
                        if (keys[i] === "__proto__")
                            $util.makeProp(message.resources, keys[i]);
                        message.resources[keys[i]] = $Number(object.resources[keys[i]]);
                    }
                }
                if (object.keepsBatches != null)
                    message.keepsBatches = $Boolean(object.keepsBatches);
                return message;
            };

            /**
             * Creates a plain object from an Inventory message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Inventory
             * @static
             * @param {muster.v1.Inventory} message Inventory
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Inventory.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.instruments = [];
                    object.roles = [];
                    object.unanswered = [];
                }
                if (options.objects || options.defaults) {
                    object.labels = {};
                    object.resources = {};
                }
                if (options.defaults) {
                    object.header = null;
                    object.maxConcurrentTasks = 0;
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.UpHeader.toObject(message.header, options, _depth + 1);
                if (message.instruments && message.instruments.length) {
                    object.instruments = $Array(message.instruments.length);
                    for (let j = 0; j < message.instruments.length; ++j)
                        object.instruments[j] = $root.muster.v1.Instrument.toObject(message.instruments[j], options, _depth + 1);
                }
                if (message.roles && message.roles.length) {
                    object.roles = $Array(message.roles.length);
                    for (let j = 0; j < message.roles.length; ++j)
                        object.roles[j] = message.roles[j];
                }
                let keys2;
                if (message.labels && (keys2 = $Object.keys(message.labels)).length) {
                    object.labels = {};
                    for (let j = 0; j < keys2.length; ++j) {
                        if (keys2[j] === "__proto__")
                            $util.makeProp(object.labels, keys2[j]);
                        object.labels[keys2[j]] = message.labels[keys2[j]];
                    }
                }
                if (message.maxConcurrentTasks != null && $Object.hasOwnProperty.call(message, "maxConcurrentTasks"))
                    object.maxConcurrentTasks = message.maxConcurrentTasks;
                if (message.unanswered && message.unanswered.length) {
                    object.unanswered = $Array(message.unanswered.length);
                    for (let j = 0; j < message.unanswered.length; ++j)
                        object.unanswered[j] = message.unanswered[j];
                }
                if (message.resources && (keys2 = $Object.keys(message.resources)).length) {
                    object.resources = {};
                    for (let j = 0; j < keys2.length; ++j) {
                        if (keys2[j] === "__proto__")
                            $util.makeProp(object.resources, keys2[j]);
                        object.resources[keys2[j]] = options.json && !$isFinite(message.resources[keys2[j]]) ? $String(message.resources[keys2[j]]) : message.resources[keys2[j]];
                    }
                }
                if (message.keepsBatches != null && $Object.hasOwnProperty.call(message, "keepsBatches"))
                    object.keepsBatches = message.keepsBatches;
                return object;
            };

            /**
             * Converts this Inventory to JSON.
             * @function toJSON
             * @memberof muster.v1.Inventory
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Inventory.prototype.toJSON = function() {
                return Inventory.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Inventory;
        })();

        v1.RunProgress = (function() {

            /**
             * Properties of a RunProgress.
             * @typedef {Object} muster.v1.RunProgress.$Properties
             * @property {string|null} [attemptId] RunProgress attemptId
             * @property {string|null} [state] RunProgress state
             * @property {number|null} [percent] RunProgress percent
             * @property {string|null} [phase] RunProgress phase
             * @property {Object.<string,number>|null} [values] RunProgress values
             * @property {number|null} [remainingMs] RunProgress remainingMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RunProgress.
             * @memberof muster.v1
             * @interface IRunProgress
             * @augments muster.v1.RunProgress.$Properties
             * @deprecated Use muster.v1.RunProgress.$Properties instead.
             */

            /**
             * Shape of a RunProgress.
             * @typedef {muster.v1.RunProgress.$Properties} muster.v1.RunProgress.$Shape
             */

            /**
             * Constructs a new RunProgress.
             * @memberof muster.v1
             * @classdesc Represents a RunProgress.
             * @constructor
             * @param {muster.v1.RunProgress.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RunProgress = function (properties) {
                this.values = {};
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RunProgress attemptId.
             * @member {string} attemptId
             * @memberof muster.v1.RunProgress
             * @instance
             */
            RunProgress.prototype.attemptId = "";

            /**
             * RunProgress state.
             * @member {string} state
             * @memberof muster.v1.RunProgress
             * @instance
             */
            RunProgress.prototype.state = "";

            /**
             * RunProgress percent.
             * @member {number|null|undefined} percent
             * @memberof muster.v1.RunProgress
             * @instance
             */
            RunProgress.prototype.percent = null;

            /**
             * RunProgress phase.
             * @member {string|null|undefined} phase
             * @memberof muster.v1.RunProgress
             * @instance
             */
            RunProgress.prototype.phase = null;

            /**
             * RunProgress values.
             * @member {Object.<string,number>} values
             * @memberof muster.v1.RunProgress
             * @instance
             */
            RunProgress.prototype.values = $util.emptyObject;

            /**
             * RunProgress remainingMs.
             * @member {number|null|undefined} remainingMs
             * @memberof muster.v1.RunProgress
             * @instance
             */
            RunProgress.prototype.remainingMs = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(RunProgress.prototype, "_percent", {
                get: $util.oneOfGetter($oneOfFields = ["percent"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(RunProgress.prototype, "_phase", {
                get: $util.oneOfGetter($oneOfFields = ["phase"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(RunProgress.prototype, "_remainingMs", {
                get: $util.oneOfGetter($oneOfFields = ["remainingMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified RunProgress message. Does not implicitly {@link muster.v1.RunProgress.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.RunProgress
             * @static
             * @param {muster.v1.RunProgress.$Properties} message RunProgress message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RunProgress.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId") && message.attemptId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.attemptId);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.state);
                if (message.percent != null && $Object.hasOwnProperty.call(message, "percent"))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.percent);
                if (message.phase != null && $Object.hasOwnProperty.call(message, "phase"))
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.phase);
                if (message.values != null && $Object.hasOwnProperty.call(message, "values"))
                    for (let keys = $Object.keys(message.values), i = 0; i < keys.length; ++i)
                        writer.uint32(/* id 5, wireType 2 =*/42).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 1 =*/17).double(message.values[keys[i]]).ldelim();
                if (message.remainingMs != null && $Object.hasOwnProperty.call(message, "remainingMs"))
                    writer.uint32(/* id 6, wireType 1 =*/49).double(message.remainingMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RunProgress message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.RunProgress
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.RunProgress & muster.v1.RunProgress.$Shape} RunProgress
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RunProgress.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, key, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.RunProgress();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.attemptId = value;
                            else
                                delete message.attemptId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            message.percent = reader.double();
                            message._percent = "percent";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.phase = reader.stringVerify();
                            message._phase = "phase";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (message.values === $util.emptyObject)
                                message.values = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = 0;
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 1)
                                        break;
                                    value = reader.double();
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.values, key);
                            message.values[key] = value;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            message.remainingMs = reader.double();
                            message._remainingMs = "remainingMs";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a RunProgress message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.RunProgress
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.RunProgress} RunProgress
             */
            RunProgress.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.RunProgress)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.RunProgress: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.RunProgress();
                if (object.attemptId != null)
                    if (typeof object.attemptId !== "string" || object.attemptId.length)
                        message.attemptId = $String(object.attemptId);
                if (object.state != null)
                    if (typeof object.state !== "string" || object.state.length)
                        message.state = $String(object.state);
                if (object.percent != null)
                    message.percent = $Number(object.percent);
                if (object.phase != null)
                    message.phase = $String(object.phase);
                if (object.values) {
                    if (!$util.isObject(object.values))
                        throw $TypeError(".muster.v1.RunProgress.values: object expected");
                    message.values = {};
                    for (let keys = $Object.keys(object.values), i = 0; i < keys.length; ++i) {
                        if (keys[i] === "__proto__")
                            $util.makeProp(message.values, keys[i]);
                        message.values[keys[i]] = $Number(object.values[keys[i]]);
                    }
                }
                if (object.remainingMs != null)
                    message.remainingMs = $Number(object.remainingMs);
                return message;
            };

            /**
             * Creates a plain object from a RunProgress message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.RunProgress
             * @static
             * @param {muster.v1.RunProgress} message RunProgress
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            RunProgress.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.objects || options.defaults)
                    object.values = {};
                if (options.defaults) {
                    object.attemptId = "";
                    object.state = "";
                }
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId"))
                    object.attemptId = message.attemptId;
                if (message.state != null && $Object.hasOwnProperty.call(message, "state"))
                    object.state = message.state;
                if (message.percent != null && $Object.hasOwnProperty.call(message, "percent"))
                    object.percent = options.json && !$isFinite(message.percent) ? $String(message.percent) : message.percent;
                if (message.phase != null && $Object.hasOwnProperty.call(message, "phase"))
                    object.phase = message.phase;
                let keys2;
                if (message.values && (keys2 = $Object.keys(message.values)).length) {
                    object.values = {};
                    for (let j = 0; j < keys2.length; ++j) {
                        if (keys2[j] === "__proto__")
                            $util.makeProp(object.values, keys2[j]);
                        object.values[keys2[j]] = options.json && !$isFinite(message.values[keys2[j]]) ? $String(message.values[keys2[j]]) : message.values[keys2[j]];
                    }
                }
                if (message.remainingMs != null && $Object.hasOwnProperty.call(message, "remainingMs"))
                    object.remainingMs = options.json && !$isFinite(message.remainingMs) ? $String(message.remainingMs) : message.remainingMs;
                return object;
            };

            /**
             * Converts this RunProgress to JSON.
             * @function toJSON
             * @memberof muster.v1.RunProgress
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            RunProgress.prototype.toJSON = function() {
                return RunProgress.toObject(this, $protobuf.util.toJSONOptions);
            };

            return RunProgress;
        })();

        v1.ReadinessDetail = (function() {

            /**
             * Properties of a ReadinessDetail.
             * @typedef {Object} muster.v1.ReadinessDetail.$Properties
             * @property {number|null} [count] ReadinessDetail count
             * @property {number|null} [atWallMs] ReadinessDetail atWallMs
             * @property {string|null} [by] ReadinessDetail by
             * @property {string|null} [reason] ReadinessDetail reason
             * @property {number|null} [order] ReadinessDetail order
             * @property {string|null} [refusal] ReadinessDetail refusal
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadinessDetail.
             * @memberof muster.v1
             * @interface IReadinessDetail
             * @augments muster.v1.ReadinessDetail.$Properties
             * @deprecated Use muster.v1.ReadinessDetail.$Properties instead.
             */

            /**
             * Shape of a ReadinessDetail.
             * @typedef {muster.v1.ReadinessDetail.$Properties} muster.v1.ReadinessDetail.$Shape
             */

            /**
             * Constructs a new ReadinessDetail.
             * @memberof muster.v1
             * @classdesc Represents a ReadinessDetail.
             * @constructor
             * @param {muster.v1.ReadinessDetail.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadinessDetail = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReadinessDetail count.
             * @member {number} count
             * @memberof muster.v1.ReadinessDetail
             * @instance
             */
            ReadinessDetail.prototype.count = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * ReadinessDetail atWallMs.
             * @member {number|null|undefined} atWallMs
             * @memberof muster.v1.ReadinessDetail
             * @instance
             */
            ReadinessDetail.prototype.atWallMs = null;

            /**
             * ReadinessDetail by.
             * @member {string|null|undefined} by
             * @memberof muster.v1.ReadinessDetail
             * @instance
             */
            ReadinessDetail.prototype.by = null;

            /**
             * ReadinessDetail reason.
             * @member {string|null|undefined} reason
             * @memberof muster.v1.ReadinessDetail
             * @instance
             */
            ReadinessDetail.prototype.reason = null;

            /**
             * ReadinessDetail order.
             * @member {number|null|undefined} order
             * @memberof muster.v1.ReadinessDetail
             * @instance
             */
            ReadinessDetail.prototype.order = null;

            /**
             * ReadinessDetail refusal.
             * @member {string|null|undefined} refusal
             * @memberof muster.v1.ReadinessDetail
             * @instance
             */
            ReadinessDetail.prototype.refusal = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ReadinessDetail.prototype, "_atWallMs", {
                get: $util.oneOfGetter($oneOfFields = ["atWallMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ReadinessDetail.prototype, "_by", {
                get: $util.oneOfGetter($oneOfFields = ["by"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ReadinessDetail.prototype, "_reason", {
                get: $util.oneOfGetter($oneOfFields = ["reason"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ReadinessDetail.prototype, "_order", {
                get: $util.oneOfGetter($oneOfFields = ["order"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ReadinessDetail.prototype, "_refusal", {
                get: $util.oneOfGetter($oneOfFields = ["refusal"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified ReadinessDetail message. Does not implicitly {@link muster.v1.ReadinessDetail.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.ReadinessDetail
             * @static
             * @param {muster.v1.ReadinessDetail.$Properties} message ReadinessDetail message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadinessDetail.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && (typeof message.count === "object" ? message.count.low || message.count.high : message.count !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.count);
                if (message.atWallMs != null && $Object.hasOwnProperty.call(message, "atWallMs"))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.atWallMs);
                if (message.by != null && $Object.hasOwnProperty.call(message, "by"))
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.by);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.reason);
                if (message.order != null && $Object.hasOwnProperty.call(message, "order"))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.order);
                if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.refusal);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadinessDetail message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.ReadinessDetail
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.ReadinessDetail & muster.v1.ReadinessDetail.$Shape} ReadinessDetail
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadinessDetail.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.ReadinessDetail();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            message.atWallMs = reader.double();
                            message._atWallMs = "atWallMs";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.by = reader.stringVerify();
                            message._by = "by";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.reason = reader.stringVerify();
                            message._reason = "reason";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            message.order = reader.uint64();
                            message._order = "order";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.refusal = reader.stringVerify();
                            message._refusal = "refusal";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a ReadinessDetail message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.ReadinessDetail
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.ReadinessDetail} ReadinessDetail
             */
            ReadinessDetail.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.ReadinessDetail)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.ReadinessDetail: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.ReadinessDetail();
                if (object.count != null)
                    if (typeof object.count === "object" ? object.count.low || object.count.high : $Number(object.count) !== 0)
                        if ($util.Long)
                            message.count = $util.Long.fromValue(object.count, true);
                        else if (typeof object.count === "string")
                            message.count = $parseInt(object.count, 10);
                        else if (typeof object.count === "number")
                            message.count = object.count;
                        else if (typeof object.count === "object")
                            message.count = new $util.LongBits(object.count.low >>> 0, object.count.high >>> 0).toNumber(true);
                if (object.atWallMs != null)
                    message.atWallMs = $Number(object.atWallMs);
                if (object.by != null)
                    message.by = $String(object.by);
                if (object.reason != null)
                    message.reason = $String(object.reason);
                if (object.order != null)
                    if ($util.Long)
                        message.order = $util.Long.fromValue(object.order, true);
                    else if (typeof object.order === "string")
                        message.order = $parseInt(object.order, 10);
                    else if (typeof object.order === "number")
                        message.order = object.order;
                    else if (typeof object.order === "object")
                        message.order = new $util.LongBits(object.order.low >>> 0, object.order.high >>> 0).toNumber(true);
                if (object.refusal != null)
                    message.refusal = $String(object.refusal);
                return message;
            };

            /**
             * Creates a plain object from a ReadinessDetail message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.ReadinessDetail
             * @static
             * @param {muster.v1.ReadinessDetail} message ReadinessDetail
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ReadinessDetail.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.count = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.count = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.count = typeof message.count === "number" ? $BigInt(message.count) : $util.Long.fromBits(message.count.low >>> 0, message.count.high >>> 0, true).toBigInt();
                    else if (typeof message.count === "number")
                        object.count = options.longs === $String ? $String(message.count) : message.count;
                    else
                        object.count = options.longs === $String ? $util.Long.prototype.toString.call(message.count) : options.longs === $Number ? new $util.LongBits(message.count.low >>> 0, message.count.high >>> 0).toNumber(true) : message.count;
                if (message.atWallMs != null && $Object.hasOwnProperty.call(message, "atWallMs"))
                    object.atWallMs = options.json && !$isFinite(message.atWallMs) ? $String(message.atWallMs) : message.atWallMs;
                if (message.by != null && $Object.hasOwnProperty.call(message, "by"))
                    object.by = message.by;
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                    object.reason = message.reason;
                if (message.order != null && $Object.hasOwnProperty.call(message, "order"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.order = typeof message.order === "number" ? $BigInt(message.order) : $util.Long.fromBits(message.order.low >>> 0, message.order.high >>> 0, true).toBigInt();
                    else if (typeof message.order === "number")
                        object.order = options.longs === $String ? $String(message.order) : message.order;
                    else
                        object.order = options.longs === $String ? $util.Long.prototype.toString.call(message.order) : options.longs === $Number ? new $util.LongBits(message.order.low >>> 0, message.order.high >>> 0).toNumber(true) : message.order;
                if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                    object.refusal = message.refusal;
                return object;
            };

            /**
             * Converts this ReadinessDetail to JSON.
             * @function toJSON
             * @memberof muster.v1.ReadinessDetail
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ReadinessDetail.prototype.toJSON = function() {
                return ReadinessDetail.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ReadinessDetail;
        })();

        v1.ReadinessChange = (function() {

            /**
             * Properties of a ReadinessChange.
             * @typedef {Object} muster.v1.ReadinessChange.$Properties
             * @property {string|null} [instrumentId] ReadinessChange instrumentId
             * @property {string|null} [readiness] ReadinessChange readiness
             * @property {muster.v1.ReadinessDetail.$Properties|null} [detail] ReadinessChange detail
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadinessChange.
             * @memberof muster.v1
             * @interface IReadinessChange
             * @augments muster.v1.ReadinessChange.$Properties
             * @deprecated Use muster.v1.ReadinessChange.$Properties instead.
             */

            /**
             * Shape of a ReadinessChange.
             * @typedef {muster.v1.ReadinessChange.$Properties} muster.v1.ReadinessChange.$Shape
             */

            /**
             * Constructs a new ReadinessChange.
             * @memberof muster.v1
             * @classdesc Represents a ReadinessChange.
             * @constructor
             * @param {muster.v1.ReadinessChange.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadinessChange = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReadinessChange instrumentId.
             * @member {string} instrumentId
             * @memberof muster.v1.ReadinessChange
             * @instance
             */
            ReadinessChange.prototype.instrumentId = "";

            /**
             * ReadinessChange readiness.
             * @member {string} readiness
             * @memberof muster.v1.ReadinessChange
             * @instance
             */
            ReadinessChange.prototype.readiness = "";

            /**
             * ReadinessChange detail.
             * @member {muster.v1.ReadinessDetail.$Properties|null|undefined} detail
             * @memberof muster.v1.ReadinessChange
             * @instance
             */
            ReadinessChange.prototype.detail = null;

            /**
             * Encodes the specified ReadinessChange message. Does not implicitly {@link muster.v1.ReadinessChange.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.ReadinessChange
             * @static
             * @param {muster.v1.ReadinessChange.$Properties} message ReadinessChange message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadinessChange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId") && message.instrumentId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.instrumentId);
                if (message.readiness != null && $Object.hasOwnProperty.call(message, "readiness") && message.readiness !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.readiness);
                if (message.detail != null && $Object.hasOwnProperty.call(message, "detail"))
                    $root.muster.v1.ReadinessDetail.encode(message.detail, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadinessChange message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.ReadinessChange
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.ReadinessChange & muster.v1.ReadinessChange.$Shape} ReadinessChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadinessChange.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.ReadinessChange();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.instrumentId = value;
                            else
                                delete message.instrumentId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.readiness = value;
                            else
                                delete message.readiness;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.detail = $root.muster.v1.ReadinessDetail.decode(reader, reader.size(), $undefined, _depth + 1, message.detail);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a ReadinessChange message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.ReadinessChange
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.ReadinessChange} ReadinessChange
             */
            ReadinessChange.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.ReadinessChange)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.ReadinessChange: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.ReadinessChange();
                if (object.instrumentId != null)
                    if (typeof object.instrumentId !== "string" || object.instrumentId.length)
                        message.instrumentId = $String(object.instrumentId);
                if (object.readiness != null)
                    if (typeof object.readiness !== "string" || object.readiness.length)
                        message.readiness = $String(object.readiness);
                if (object.detail != null) {
                    if (!$util.isObject(object.detail))
                        throw $TypeError(".muster.v1.ReadinessChange.detail: object expected");
                    message.detail = $root.muster.v1.ReadinessDetail.fromObject(object.detail, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from a ReadinessChange message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.ReadinessChange
             * @static
             * @param {muster.v1.ReadinessChange} message ReadinessChange
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ReadinessChange.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.instrumentId = "";
                    object.readiness = "";
                    object.detail = null;
                }
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId"))
                    object.instrumentId = message.instrumentId;
                if (message.readiness != null && $Object.hasOwnProperty.call(message, "readiness"))
                    object.readiness = message.readiness;
                if (message.detail != null && $Object.hasOwnProperty.call(message, "detail"))
                    object.detail = $root.muster.v1.ReadinessDetail.toObject(message.detail, options, _depth + 1);
                return object;
            };

            /**
             * Converts this ReadinessChange to JSON.
             * @function toJSON
             * @memberof muster.v1.ReadinessChange
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ReadinessChange.prototype.toJSON = function() {
                return ReadinessChange.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ReadinessChange;
        })();

        v1.ReadinessChanges = (function() {

            /**
             * Properties of a ReadinessChanges.
             * @typedef {Object} muster.v1.ReadinessChanges.$Properties
             * @property {Array.<muster.v1.ReadinessChange.$Properties>|null} [changes] ReadinessChanges changes
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadinessChanges.
             * @memberof muster.v1
             * @interface IReadinessChanges
             * @augments muster.v1.ReadinessChanges.$Properties
             * @deprecated Use muster.v1.ReadinessChanges.$Properties instead.
             */

            /**
             * Shape of a ReadinessChanges.
             * @typedef {muster.v1.ReadinessChanges.$Properties} muster.v1.ReadinessChanges.$Shape
             */

            /**
             * Constructs a new ReadinessChanges.
             * @memberof muster.v1
             * @classdesc Represents a ReadinessChanges.
             * @constructor
             * @param {muster.v1.ReadinessChanges.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadinessChanges = function (properties) {
                this.changes = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReadinessChanges changes.
             * @member {Array.<muster.v1.ReadinessChange.$Properties>} changes
             * @memberof muster.v1.ReadinessChanges
             * @instance
             */
            ReadinessChanges.prototype.changes = $util.emptyArray;

            /**
             * Encodes the specified ReadinessChanges message. Does not implicitly {@link muster.v1.ReadinessChanges.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.ReadinessChanges
             * @static
             * @param {muster.v1.ReadinessChanges.$Properties} message ReadinessChanges message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadinessChanges.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.changes != null && message.changes.length)
                    for (let i = 0; i < message.changes.length; ++i)
                        $root.muster.v1.ReadinessChange.encode(message.changes[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadinessChanges message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.ReadinessChanges
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.ReadinessChanges & muster.v1.ReadinessChanges.$Shape} ReadinessChanges
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadinessChanges.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.ReadinessChanges();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.changes && message.changes.length))
                                message.changes = [];
                            message.changes.push($root.muster.v1.ReadinessChange.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a ReadinessChanges message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.ReadinessChanges
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.ReadinessChanges} ReadinessChanges
             */
            ReadinessChanges.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.ReadinessChanges)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.ReadinessChanges: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.ReadinessChanges();
                if (object.changes) {
                    if (!$Array.isArray(object.changes))
                        throw $TypeError(".muster.v1.ReadinessChanges.changes: array expected");
                    message.changes = $Array(object.changes.length);
                    for (let i = 0; i < object.changes.length; ++i) {
                        if (!$util.isObject(object.changes[i]))
                            throw $TypeError(".muster.v1.ReadinessChanges.changes: object expected");
                        message.changes[i] = $root.muster.v1.ReadinessChange.fromObject(object.changes[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a ReadinessChanges message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.ReadinessChanges
             * @static
             * @param {muster.v1.ReadinessChanges} message ReadinessChanges
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ReadinessChanges.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.changes = [];
                if (message.changes && message.changes.length) {
                    object.changes = $Array(message.changes.length);
                    for (let j = 0; j < message.changes.length; ++j)
                        object.changes[j] = $root.muster.v1.ReadinessChange.toObject(message.changes[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this ReadinessChanges to JSON.
             * @function toJSON
             * @memberof muster.v1.ReadinessChanges
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ReadinessChanges.prototype.toJSON = function() {
                return ReadinessChanges.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ReadinessChanges;
        })();

        v1.InstrumentStatus = (function() {

            /**
             * Properties of an InstrumentStatus.
             * @typedef {Object} muster.v1.InstrumentStatus.$Properties
             * @property {string|null} [instrumentId] InstrumentStatus instrumentId
             * @property {string|null} [link] InstrumentStatus link
             * @property {string|null} [readiness] InstrumentStatus readiness
             * @property {string|null} [message] InstrumentStatus message
             * @property {number|null} [failedChecks] InstrumentStatus failedChecks
             * @property {string|null} [foreignRun] InstrumentStatus foreignRun
             * @property {muster.v1.ReadinessDetail.$Properties|null} [readinessDetail] InstrumentStatus readinessDetail
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InstrumentStatus.
             * @memberof muster.v1
             * @interface IInstrumentStatus
             * @augments muster.v1.InstrumentStatus.$Properties
             * @deprecated Use muster.v1.InstrumentStatus.$Properties instead.
             */

            /**
             * Shape of an InstrumentStatus.
             * @typedef {muster.v1.InstrumentStatus.$Properties} muster.v1.InstrumentStatus.$Shape
             */

            /**
             * Constructs a new InstrumentStatus.
             * @memberof muster.v1
             * @classdesc Represents an InstrumentStatus.
             * @constructor
             * @param {muster.v1.InstrumentStatus.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InstrumentStatus = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * InstrumentStatus instrumentId.
             * @member {string} instrumentId
             * @memberof muster.v1.InstrumentStatus
             * @instance
             */
            InstrumentStatus.prototype.instrumentId = "";

            /**
             * InstrumentStatus link.
             * @member {string} link
             * @memberof muster.v1.InstrumentStatus
             * @instance
             */
            InstrumentStatus.prototype.link = "";

            /**
             * InstrumentStatus readiness.
             * @member {string} readiness
             * @memberof muster.v1.InstrumentStatus
             * @instance
             */
            InstrumentStatus.prototype.readiness = "";

            /**
             * InstrumentStatus message.
             * @member {string|null|undefined} message
             * @memberof muster.v1.InstrumentStatus
             * @instance
             */
            InstrumentStatus.prototype.message = null;

            /**
             * InstrumentStatus failedChecks.
             * @member {number} failedChecks
             * @memberof muster.v1.InstrumentStatus
             * @instance
             */
            InstrumentStatus.prototype.failedChecks = 0;

            /**
             * InstrumentStatus foreignRun.
             * @member {string|null|undefined} foreignRun
             * @memberof muster.v1.InstrumentStatus
             * @instance
             */
            InstrumentStatus.prototype.foreignRun = null;

            /**
             * InstrumentStatus readinessDetail.
             * @member {muster.v1.ReadinessDetail.$Properties|null|undefined} readinessDetail
             * @memberof muster.v1.InstrumentStatus
             * @instance
             */
            InstrumentStatus.prototype.readinessDetail = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(InstrumentStatus.prototype, "_message", {
                get: $util.oneOfGetter($oneOfFields = ["message"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(InstrumentStatus.prototype, "_foreignRun", {
                get: $util.oneOfGetter($oneOfFields = ["foreignRun"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(InstrumentStatus.prototype, "_readinessDetail", {
                get: $util.oneOfGetter($oneOfFields = ["readinessDetail"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified InstrumentStatus message. Does not implicitly {@link muster.v1.InstrumentStatus.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.InstrumentStatus
             * @static
             * @param {muster.v1.InstrumentStatus.$Properties} message InstrumentStatus message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InstrumentStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId") && message.instrumentId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.instrumentId);
                if (message.link != null && $Object.hasOwnProperty.call(message, "link") && message.link !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.link);
                if (message.readiness != null && $Object.hasOwnProperty.call(message, "readiness") && message.readiness !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.readiness);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.message);
                if (message.failedChecks != null && $Object.hasOwnProperty.call(message, "failedChecks") && message.failedChecks !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.failedChecks);
                if (message.foreignRun != null && $Object.hasOwnProperty.call(message, "foreignRun"))
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.foreignRun);
                if (message.readinessDetail != null && $Object.hasOwnProperty.call(message, "readinessDetail"))
                    $root.muster.v1.ReadinessDetail.encode(message.readinessDetail, writer.uint32(/* id 30, wireType 2 =*/242).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InstrumentStatus message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.InstrumentStatus
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.InstrumentStatus & muster.v1.InstrumentStatus.$Shape} InstrumentStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InstrumentStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.InstrumentStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.instrumentId = value;
                            else
                                delete message.instrumentId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.link = value;
                            else
                                delete message.link;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.readiness = value;
                            else
                                delete message.readiness;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.message = reader.stringVerify();
                            message._message = "message";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.failedChecks = value;
                            else
                                delete message.failedChecks;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.foreignRun = reader.stringVerify();
                            message._foreignRun = "foreignRun";
                            continue;
                        }
                    case 30: {
                            if (wireType !== 2)
                                break;
                            message.readinessDetail = $root.muster.v1.ReadinessDetail.decode(reader, reader.size(), $undefined, _depth + 1, message.readinessDetail);
                            message._readinessDetail = "readinessDetail";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an InstrumentStatus message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.InstrumentStatus
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.InstrumentStatus} InstrumentStatus
             */
            InstrumentStatus.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.InstrumentStatus)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.InstrumentStatus: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.InstrumentStatus();
                if (object.instrumentId != null)
                    if (typeof object.instrumentId !== "string" || object.instrumentId.length)
                        message.instrumentId = $String(object.instrumentId);
                if (object.link != null)
                    if (typeof object.link !== "string" || object.link.length)
                        message.link = $String(object.link);
                if (object.readiness != null)
                    if (typeof object.readiness !== "string" || object.readiness.length)
                        message.readiness = $String(object.readiness);
                if (object.message != null)
                    message.message = $String(object.message);
                if (object.failedChecks != null)
                    if ($Number(object.failedChecks) !== 0)
                        message.failedChecks = object.failedChecks >>> 0;
                if (object.foreignRun != null)
                    message.foreignRun = $String(object.foreignRun);
                if (object.readinessDetail != null) {
                    if (!$util.isObject(object.readinessDetail))
                        throw $TypeError(".muster.v1.InstrumentStatus.readinessDetail: object expected");
                    message.readinessDetail = $root.muster.v1.ReadinessDetail.fromObject(object.readinessDetail, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from an InstrumentStatus message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.InstrumentStatus
             * @static
             * @param {muster.v1.InstrumentStatus} message InstrumentStatus
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            InstrumentStatus.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.instrumentId = "";
                    object.link = "";
                    object.readiness = "";
                    object.failedChecks = 0;
                }
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId"))
                    object.instrumentId = message.instrumentId;
                if (message.link != null && $Object.hasOwnProperty.call(message, "link"))
                    object.link = message.link;
                if (message.readiness != null && $Object.hasOwnProperty.call(message, "readiness"))
                    object.readiness = message.readiness;
                if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                    object.message = message.message;
                if (message.failedChecks != null && $Object.hasOwnProperty.call(message, "failedChecks"))
                    object.failedChecks = message.failedChecks;
                if (message.foreignRun != null && $Object.hasOwnProperty.call(message, "foreignRun"))
                    object.foreignRun = message.foreignRun;
                if (message.readinessDetail != null && $Object.hasOwnProperty.call(message, "readinessDetail"))
                    object.readinessDetail = $root.muster.v1.ReadinessDetail.toObject(message.readinessDetail, options, _depth + 1);
                return object;
            };

            /**
             * Converts this InstrumentStatus to JSON.
             * @function toJSON
             * @memberof muster.v1.InstrumentStatus
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            InstrumentStatus.prototype.toJSON = function() {
                return InstrumentStatus.toObject(this, $protobuf.util.toJSONOptions);
            };

            return InstrumentStatus;
        })();

        v1.HostLoad = (function() {

            /**
             * Properties of a HostLoad.
             * @typedef {Object} muster.v1.HostLoad.$Properties
             * @property {number|null} [cpu] HostLoad cpu
             * @property {number|null} [memory] HostLoad memory
             * @property {number|null} [disk] HostLoad disk
             * @property {number|null} [residentBytes] HostLoad residentBytes
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HostLoad.
             * @memberof muster.v1
             * @interface IHostLoad
             * @augments muster.v1.HostLoad.$Properties
             * @deprecated Use muster.v1.HostLoad.$Properties instead.
             */

            /**
             * Shape of a HostLoad.
             * @typedef {muster.v1.HostLoad.$Properties} muster.v1.HostLoad.$Shape
             */

            /**
             * Constructs a new HostLoad.
             * @memberof muster.v1
             * @classdesc Represents a HostLoad.
             * @constructor
             * @param {muster.v1.HostLoad.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HostLoad = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HostLoad cpu.
             * @member {number} cpu
             * @memberof muster.v1.HostLoad
             * @instance
             */
            HostLoad.prototype.cpu = 0;

            /**
             * HostLoad memory.
             * @member {number} memory
             * @memberof muster.v1.HostLoad
             * @instance
             */
            HostLoad.prototype.memory = 0;

            /**
             * HostLoad disk.
             * @member {number} disk
             * @memberof muster.v1.HostLoad
             * @instance
             */
            HostLoad.prototype.disk = 0;

            /**
             * HostLoad residentBytes.
             * @member {number} residentBytes
             * @memberof muster.v1.HostLoad
             * @instance
             */
            HostLoad.prototype.residentBytes = 0;

            /**
             * Encodes the specified HostLoad message. Does not implicitly {@link muster.v1.HostLoad.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.HostLoad
             * @static
             * @param {muster.v1.HostLoad.$Properties} message HostLoad message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HostLoad.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.cpu != null && $Object.hasOwnProperty.call(message, "cpu") && !$Object.is(message.cpu, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.cpu);
                if (message.memory != null && $Object.hasOwnProperty.call(message, "memory") && !$Object.is(message.memory, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.memory);
                if (message.disk != null && $Object.hasOwnProperty.call(message, "disk") && !$Object.is(message.disk, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.disk);
                if (message.residentBytes != null && $Object.hasOwnProperty.call(message, "residentBytes") && !$Object.is(message.residentBytes, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.residentBytes);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HostLoad message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.HostLoad
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.HostLoad & muster.v1.HostLoad.$Shape} HostLoad
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HostLoad.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.HostLoad();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.cpu = value;
                            else
                                delete message.cpu;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.memory = value;
                            else
                                delete message.memory;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.disk = value;
                            else
                                delete message.disk;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.residentBytes = value;
                            else
                                delete message.residentBytes;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a HostLoad message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.HostLoad
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.HostLoad} HostLoad
             */
            HostLoad.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.HostLoad)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.HostLoad: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.HostLoad();
                if (object.cpu != null)
                    if (!$Object.is($Number(object.cpu), 0))
                        message.cpu = $Number(object.cpu);
                if (object.memory != null)
                    if (!$Object.is($Number(object.memory), 0))
                        message.memory = $Number(object.memory);
                if (object.disk != null)
                    if (!$Object.is($Number(object.disk), 0))
                        message.disk = $Number(object.disk);
                if (object.residentBytes != null)
                    if (!$Object.is($Number(object.residentBytes), 0))
                        message.residentBytes = $Number(object.residentBytes);
                return message;
            };

            /**
             * Creates a plain object from a HostLoad message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.HostLoad
             * @static
             * @param {muster.v1.HostLoad} message HostLoad
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            HostLoad.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.cpu = 0;
                    object.memory = 0;
                    object.disk = 0;
                    object.residentBytes = 0;
                }
                if (message.cpu != null && $Object.hasOwnProperty.call(message, "cpu"))
                    object.cpu = options.json && !$isFinite(message.cpu) ? $String(message.cpu) : message.cpu;
                if (message.memory != null && $Object.hasOwnProperty.call(message, "memory"))
                    object.memory = options.json && !$isFinite(message.memory) ? $String(message.memory) : message.memory;
                if (message.disk != null && $Object.hasOwnProperty.call(message, "disk"))
                    object.disk = options.json && !$isFinite(message.disk) ? $String(message.disk) : message.disk;
                if (message.residentBytes != null && $Object.hasOwnProperty.call(message, "residentBytes"))
                    object.residentBytes = options.json && !$isFinite(message.residentBytes) ? $String(message.residentBytes) : message.residentBytes;
                return object;
            };

            /**
             * Converts this HostLoad to JSON.
             * @function toJSON
             * @memberof muster.v1.HostLoad
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            HostLoad.prototype.toJSON = function() {
                return HostLoad.toObject(this, $protobuf.util.toJSONOptions);
            };

            return HostLoad;
        })();

        v1.Heartbeat = (function() {

            /**
             * Properties of a Heartbeat.
             * @typedef {Object} muster.v1.Heartbeat.$Properties
             * @property {muster.v1.UpHeader.$Properties|null} [header] Heartbeat header
             * @property {number|null} [sequence] Heartbeat sequence
             * @property {number|null} [monotonicMs] Heartbeat monotonicMs
             * @property {number|null} [wallMs] Heartbeat wallMs
             * @property {Array.<muster.v1.InstrumentStatus.$Properties>|null} [instruments] Heartbeat instruments
             * @property {Array.<muster.v1.RunProgress.$Properties>|null} [runs] Heartbeat runs
             * @property {number|null} [outboxDepth] Heartbeat outboxDepth
             * @property {muster.v1.HostLoad.$Properties|null} [load] Heartbeat load
             * @property {number|null} [lateMs] Heartbeat lateMs
             * @property {muster.v1.StorageStatus.$Properties|null} [storage] Heartbeat storage
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Heartbeat.
             * @memberof muster.v1
             * @interface IHeartbeat
             * @augments muster.v1.Heartbeat.$Properties
             * @deprecated Use muster.v1.Heartbeat.$Properties instead.
             */

            /**
             * Shape of a Heartbeat.
             * @typedef {muster.v1.Heartbeat.$Properties} muster.v1.Heartbeat.$Shape
             */

            /**
             * Constructs a new Heartbeat.
             * @memberof muster.v1
             * @classdesc Represents a Heartbeat.
             * @constructor
             * @param {muster.v1.Heartbeat.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Heartbeat = function (properties) {
                this.instruments = [];
                this.runs = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Heartbeat header.
             * @member {muster.v1.UpHeader.$Properties|null|undefined} header
             * @memberof muster.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.header = null;

            /**
             * Heartbeat sequence.
             * @member {number} sequence
             * @memberof muster.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Heartbeat monotonicMs.
             * @member {number} monotonicMs
             * @memberof muster.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.monotonicMs = 0;

            /**
             * Heartbeat wallMs.
             * @member {number} wallMs
             * @memberof muster.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.wallMs = 0;

            /**
             * Heartbeat instruments.
             * @member {Array.<muster.v1.InstrumentStatus.$Properties>} instruments
             * @memberof muster.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.instruments = $util.emptyArray;

            /**
             * Heartbeat runs.
             * @member {Array.<muster.v1.RunProgress.$Properties>} runs
             * @memberof muster.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.runs = $util.emptyArray;

            /**
             * Heartbeat outboxDepth.
             * @member {number} outboxDepth
             * @memberof muster.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.outboxDepth = 0;

            /**
             * Heartbeat load.
             * @member {muster.v1.HostLoad.$Properties|null|undefined} load
             * @memberof muster.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.load = null;

            /**
             * Heartbeat lateMs.
             * @member {number} lateMs
             * @memberof muster.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.lateMs = 0;

            /**
             * Heartbeat storage.
             * @member {muster.v1.StorageStatus.$Properties|null|undefined} storage
             * @memberof muster.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.storage = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Heartbeat.prototype, "_load", {
                get: $util.oneOfGetter($oneOfFields = ["load"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Heartbeat.prototype, "_storage", {
                get: $util.oneOfGetter($oneOfFields = ["storage"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link muster.v1.Heartbeat.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Heartbeat
             * @static
             * @param {muster.v1.Heartbeat.$Properties} message Heartbeat message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Heartbeat.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.UpHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.sequence);
                if (message.monotonicMs != null && $Object.hasOwnProperty.call(message, "monotonicMs") && !$Object.is(message.monotonicMs, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.monotonicMs);
                if (message.wallMs != null && $Object.hasOwnProperty.call(message, "wallMs") && !$Object.is(message.wallMs, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.wallMs);
                if (message.instruments != null && message.instruments.length)
                    for (let i = 0; i < message.instruments.length; ++i)
                        $root.muster.v1.InstrumentStatus.encode(message.instruments[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.runs != null && message.runs.length)
                    for (let i = 0; i < message.runs.length; ++i)
                        $root.muster.v1.RunProgress.encode(message.runs[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.outboxDepth != null && $Object.hasOwnProperty.call(message, "outboxDepth") && message.outboxDepth !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.outboxDepth);
                if (message.load != null && $Object.hasOwnProperty.call(message, "load"))
                    $root.muster.v1.HostLoad.encode(message.load, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.lateMs != null && $Object.hasOwnProperty.call(message, "lateMs") && !$Object.is(message.lateMs, 0))
                    writer.uint32(/* id 9, wireType 1 =*/73).double(message.lateMs);
                if (message.storage != null && $Object.hasOwnProperty.call(message, "storage"))
                    $root.muster.v1.StorageStatus.encode(message.storage, writer.uint32(/* id 30, wireType 2 =*/242).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Heartbeat
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Heartbeat & muster.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Heartbeat.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Heartbeat();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.UpHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.monotonicMs = value;
                            else
                                delete message.monotonicMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.wallMs = value;
                            else
                                delete message.wallMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.instruments && message.instruments.length))
                                message.instruments = [];
                            message.instruments.push($root.muster.v1.InstrumentStatus.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.runs && message.runs.length))
                                message.runs = [];
                            message.runs.push($root.muster.v1.RunProgress.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.outboxDepth = value;
                            else
                                delete message.outboxDepth;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.load = $root.muster.v1.HostLoad.decode(reader, reader.size(), $undefined, _depth + 1, message.load);
                            message._load = "load";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.lateMs = value;
                            else
                                delete message.lateMs;
                            continue;
                        }
                    case 30: {
                            if (wireType !== 2)
                                break;
                            message.storage = $root.muster.v1.StorageStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.storage);
                            message._storage = "storage";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Heartbeat message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Heartbeat
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Heartbeat} Heartbeat
             */
            Heartbeat.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Heartbeat)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Heartbeat: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Heartbeat();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.Heartbeat.header: object expected");
                    message.header = $root.muster.v1.UpHeader.fromObject(object.header, _depth + 1);
                }
                if (object.sequence != null)
                    if (typeof object.sequence === "object" ? object.sequence.low || object.sequence.high : $Number(object.sequence) !== 0)
                        if ($util.Long)
                            message.sequence = $util.Long.fromValue(object.sequence, true);
                        else if (typeof object.sequence === "string")
                            message.sequence = $parseInt(object.sequence, 10);
                        else if (typeof object.sequence === "number")
                            message.sequence = object.sequence;
                        else if (typeof object.sequence === "object")
                            message.sequence = new $util.LongBits(object.sequence.low >>> 0, object.sequence.high >>> 0).toNumber(true);
                if (object.monotonicMs != null)
                    if (!$Object.is($Number(object.monotonicMs), 0))
                        message.monotonicMs = $Number(object.monotonicMs);
                if (object.wallMs != null)
                    if (!$Object.is($Number(object.wallMs), 0))
                        message.wallMs = $Number(object.wallMs);
                if (object.instruments) {
                    if (!$Array.isArray(object.instruments))
                        throw $TypeError(".muster.v1.Heartbeat.instruments: array expected");
                    message.instruments = $Array(object.instruments.length);
                    for (let i = 0; i < object.instruments.length; ++i) {
                        if (!$util.isObject(object.instruments[i]))
                            throw $TypeError(".muster.v1.Heartbeat.instruments: object expected");
                        message.instruments[i] = $root.muster.v1.InstrumentStatus.fromObject(object.instruments[i], _depth + 1);
                    }
                }
                if (object.runs) {
                    if (!$Array.isArray(object.runs))
                        throw $TypeError(".muster.v1.Heartbeat.runs: array expected");
                    message.runs = $Array(object.runs.length);
                    for (let i = 0; i < object.runs.length; ++i) {
                        if (!$util.isObject(object.runs[i]))
                            throw $TypeError(".muster.v1.Heartbeat.runs: object expected");
                        message.runs[i] = $root.muster.v1.RunProgress.fromObject(object.runs[i], _depth + 1);
                    }
                }
                if (object.outboxDepth != null)
                    if ($Number(object.outboxDepth) !== 0)
                        message.outboxDepth = object.outboxDepth >>> 0;
                if (object.load != null) {
                    if (!$util.isObject(object.load))
                        throw $TypeError(".muster.v1.Heartbeat.load: object expected");
                    message.load = $root.muster.v1.HostLoad.fromObject(object.load, _depth + 1);
                }
                if (object.lateMs != null)
                    if (!$Object.is($Number(object.lateMs), 0))
                        message.lateMs = $Number(object.lateMs);
                if (object.storage != null) {
                    if (!$util.isObject(object.storage))
                        throw $TypeError(".muster.v1.Heartbeat.storage: object expected");
                    message.storage = $root.muster.v1.StorageStatus.fromObject(object.storage, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from a Heartbeat message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Heartbeat
             * @static
             * @param {muster.v1.Heartbeat} message Heartbeat
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Heartbeat.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.instruments = [];
                    object.runs = [];
                }
                if (options.defaults) {
                    object.header = null;
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.sequence = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.sequence = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.monotonicMs = 0;
                    object.wallMs = 0;
                    object.outboxDepth = 0;
                    object.lateMs = 0;
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.UpHeader.toObject(message.header, options, _depth + 1);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.sequence = typeof message.sequence === "number" ? $BigInt(message.sequence) : $util.Long.fromBits(message.sequence.low >>> 0, message.sequence.high >>> 0, true).toBigInt();
                    else if (typeof message.sequence === "number")
                        object.sequence = options.longs === $String ? $String(message.sequence) : message.sequence;
                    else
                        object.sequence = options.longs === $String ? $util.Long.prototype.toString.call(message.sequence) : options.longs === $Number ? new $util.LongBits(message.sequence.low >>> 0, message.sequence.high >>> 0).toNumber(true) : message.sequence;
                if (message.monotonicMs != null && $Object.hasOwnProperty.call(message, "monotonicMs"))
                    object.monotonicMs = options.json && !$isFinite(message.monotonicMs) ? $String(message.monotonicMs) : message.monotonicMs;
                if (message.wallMs != null && $Object.hasOwnProperty.call(message, "wallMs"))
                    object.wallMs = options.json && !$isFinite(message.wallMs) ? $String(message.wallMs) : message.wallMs;
                if (message.instruments && message.instruments.length) {
                    object.instruments = $Array(message.instruments.length);
                    for (let j = 0; j < message.instruments.length; ++j)
                        object.instruments[j] = $root.muster.v1.InstrumentStatus.toObject(message.instruments[j], options, _depth + 1);
                }
                if (message.runs && message.runs.length) {
                    object.runs = $Array(message.runs.length);
                    for (let j = 0; j < message.runs.length; ++j)
                        object.runs[j] = $root.muster.v1.RunProgress.toObject(message.runs[j], options, _depth + 1);
                }
                if (message.outboxDepth != null && $Object.hasOwnProperty.call(message, "outboxDepth"))
                    object.outboxDepth = message.outboxDepth;
                if (message.load != null && $Object.hasOwnProperty.call(message, "load"))
                    object.load = $root.muster.v1.HostLoad.toObject(message.load, options, _depth + 1);
                if (message.lateMs != null && $Object.hasOwnProperty.call(message, "lateMs"))
                    object.lateMs = options.json && !$isFinite(message.lateMs) ? $String(message.lateMs) : message.lateMs;
                if (message.storage != null && $Object.hasOwnProperty.call(message, "storage"))
                    object.storage = $root.muster.v1.StorageStatus.toObject(message.storage, options, _depth + 1);
                return object;
            };

            /**
             * Converts this Heartbeat to JSON.
             * @function toJSON
             * @memberof muster.v1.Heartbeat
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Heartbeat.prototype.toJSON = function() {
                return Heartbeat.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Heartbeat;
        })();

        v1.StorageStatus = (function() {

            /**
             * Properties of a StorageStatus.
             * @typedef {Object} muster.v1.StorageStatus.$Properties
             * @property {boolean|null} [ok] StorageStatus ok
             * @property {string|null} [message] StorageStatus message
             * @property {number|null} [sinceWallMs] StorageStatus sinceWallMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a StorageStatus.
             * @memberof muster.v1
             * @interface IStorageStatus
             * @augments muster.v1.StorageStatus.$Properties
             * @deprecated Use muster.v1.StorageStatus.$Properties instead.
             */

            /**
             * Shape of a StorageStatus.
             * @typedef {muster.v1.StorageStatus.$Properties} muster.v1.StorageStatus.$Shape
             */

            /**
             * Constructs a new StorageStatus.
             * @memberof muster.v1
             * @classdesc Represents a StorageStatus.
             * @constructor
             * @param {muster.v1.StorageStatus.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const StorageStatus = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * StorageStatus ok.
             * @member {boolean} ok
             * @memberof muster.v1.StorageStatus
             * @instance
             */
            StorageStatus.prototype.ok = false;

            /**
             * StorageStatus message.
             * @member {string|null|undefined} message
             * @memberof muster.v1.StorageStatus
             * @instance
             */
            StorageStatus.prototype.message = null;

            /**
             * StorageStatus sinceWallMs.
             * @member {number|null|undefined} sinceWallMs
             * @memberof muster.v1.StorageStatus
             * @instance
             */
            StorageStatus.prototype.sinceWallMs = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(StorageStatus.prototype, "_message", {
                get: $util.oneOfGetter($oneOfFields = ["message"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(StorageStatus.prototype, "_sinceWallMs", {
                get: $util.oneOfGetter($oneOfFields = ["sinceWallMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified StorageStatus message. Does not implicitly {@link muster.v1.StorageStatus.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.StorageStatus
             * @static
             * @param {muster.v1.StorageStatus.$Properties} message StorageStatus message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            StorageStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ok != null && $Object.hasOwnProperty.call(message, "ok") && message.ok !== false)
                    writer.uint32(/* id 1, wireType 0 =*/8).bool(message.ok);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.message);
                if (message.sinceWallMs != null && $Object.hasOwnProperty.call(message, "sinceWallMs"))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.sinceWallMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a StorageStatus message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.StorageStatus
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.StorageStatus & muster.v1.StorageStatus.$Shape} StorageStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            StorageStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.StorageStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.ok = value;
                            else
                                delete message.ok;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.message = reader.stringVerify();
                            message._message = "message";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            message.sinceWallMs = reader.double();
                            message._sinceWallMs = "sinceWallMs";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a StorageStatus message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.StorageStatus
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.StorageStatus} StorageStatus
             */
            StorageStatus.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.StorageStatus)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.StorageStatus: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.StorageStatus();
                if (object.ok != null)
                    if (object.ok)
                        message.ok = $Boolean(object.ok);
                if (object.message != null)
                    message.message = $String(object.message);
                if (object.sinceWallMs != null)
                    message.sinceWallMs = $Number(object.sinceWallMs);
                return message;
            };

            /**
             * Creates a plain object from a StorageStatus message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.StorageStatus
             * @static
             * @param {muster.v1.StorageStatus} message StorageStatus
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            StorageStatus.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.ok = false;
                if (message.ok != null && $Object.hasOwnProperty.call(message, "ok"))
                    object.ok = message.ok;
                if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                    object.message = message.message;
                if (message.sinceWallMs != null && $Object.hasOwnProperty.call(message, "sinceWallMs"))
                    object.sinceWallMs = options.json && !$isFinite(message.sinceWallMs) ? $String(message.sinceWallMs) : message.sinceWallMs;
                return object;
            };

            /**
             * Converts this StorageStatus to JSON.
             * @function toJSON
             * @memberof muster.v1.StorageStatus
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            StorageStatus.prototype.toJSON = function() {
                return StorageStatus.toObject(this, $protobuf.util.toJSONOptions);
            };

            return StorageStatus;
        })();

        v1.Claim = (function() {

            /**
             * Properties of a Claim.
             * @typedef {Object} muster.v1.Claim.$Properties
             * @property {muster.v1.UpHeader.$Properties|null} [header] Claim header
             * @property {string|null} [attemptId] Claim attemptId
             * @property {number|null} [fence] Claim fence
             * @property {string|null} [nonce] Claim nonce
             * @property {muster.v1.Refusal.$Properties|null} [refusal] Claim refusal
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Claim.
             * @memberof muster.v1
             * @interface IClaim
             * @augments muster.v1.Claim.$Properties
             * @deprecated Use muster.v1.Claim.$Properties instead.
             */

            /**
             * Shape of a Claim.
             * @typedef {muster.v1.Claim.$Properties} muster.v1.Claim.$Shape
             */

            /**
             * Constructs a new Claim.
             * @memberof muster.v1
             * @classdesc Represents a Claim.
             * @constructor
             * @param {muster.v1.Claim.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Claim = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Claim header.
             * @member {muster.v1.UpHeader.$Properties|null|undefined} header
             * @memberof muster.v1.Claim
             * @instance
             */
            Claim.prototype.header = null;

            /**
             * Claim attemptId.
             * @member {string} attemptId
             * @memberof muster.v1.Claim
             * @instance
             */
            Claim.prototype.attemptId = "";

            /**
             * Claim fence.
             * @member {number} fence
             * @memberof muster.v1.Claim
             * @instance
             */
            Claim.prototype.fence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Claim nonce.
             * @member {string} nonce
             * @memberof muster.v1.Claim
             * @instance
             */
            Claim.prototype.nonce = "";

            /**
             * Claim refusal.
             * @member {muster.v1.Refusal.$Properties|null|undefined} refusal
             * @memberof muster.v1.Claim
             * @instance
             */
            Claim.prototype.refusal = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Claim.prototype, "_refusal", {
                get: $util.oneOfGetter($oneOfFields = ["refusal"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Claim message. Does not implicitly {@link muster.v1.Claim.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Claim
             * @static
             * @param {muster.v1.Claim.$Properties} message Claim message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Claim.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.UpHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId") && message.attemptId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.attemptId);
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence") && (typeof message.fence === "object" ? message.fence.low || message.fence.high : message.fence !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.fence);
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.nonce);
                if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                    $root.muster.v1.Refusal.encode(message.refusal, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Claim message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Claim
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Claim & muster.v1.Claim.$Shape} Claim
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Claim.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Claim();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.UpHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.attemptId = value;
                            else
                                delete message.attemptId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.fence = value;
                            else
                                delete message.fence;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.nonce = value;
                            else
                                delete message.nonce;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.refusal = $root.muster.v1.Refusal.decode(reader, reader.size(), $undefined, _depth + 1, message.refusal);
                            message._refusal = "refusal";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Claim message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Claim
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Claim} Claim
             */
            Claim.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Claim)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Claim: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Claim();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.Claim.header: object expected");
                    message.header = $root.muster.v1.UpHeader.fromObject(object.header, _depth + 1);
                }
                if (object.attemptId != null)
                    if (typeof object.attemptId !== "string" || object.attemptId.length)
                        message.attemptId = $String(object.attemptId);
                if (object.fence != null)
                    if (typeof object.fence === "object" ? object.fence.low || object.fence.high : $Number(object.fence) !== 0)
                        if ($util.Long)
                            message.fence = $util.Long.fromValue(object.fence, true);
                        else if (typeof object.fence === "string")
                            message.fence = $parseInt(object.fence, 10);
                        else if (typeof object.fence === "number")
                            message.fence = object.fence;
                        else if (typeof object.fence === "object")
                            message.fence = new $util.LongBits(object.fence.low >>> 0, object.fence.high >>> 0).toNumber(true);
                if (object.nonce != null)
                    if (typeof object.nonce !== "string" || object.nonce.length)
                        message.nonce = $String(object.nonce);
                if (object.refusal != null) {
                    if (!$util.isObject(object.refusal))
                        throw $TypeError(".muster.v1.Claim.refusal: object expected");
                    message.refusal = $root.muster.v1.Refusal.fromObject(object.refusal, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from a Claim message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Claim
             * @static
             * @param {muster.v1.Claim} message Claim
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Claim.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.header = null;
                    object.attemptId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.fence = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.fence = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.nonce = "";
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.UpHeader.toObject(message.header, options, _depth + 1);
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId"))
                    object.attemptId = message.attemptId;
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.fence = typeof message.fence === "number" ? $BigInt(message.fence) : $util.Long.fromBits(message.fence.low >>> 0, message.fence.high >>> 0, true).toBigInt();
                    else if (typeof message.fence === "number")
                        object.fence = options.longs === $String ? $String(message.fence) : message.fence;
                    else
                        object.fence = options.longs === $String ? $util.Long.prototype.toString.call(message.fence) : options.longs === $Number ? new $util.LongBits(message.fence.low >>> 0, message.fence.high >>> 0).toNumber(true) : message.fence;
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce"))
                    object.nonce = message.nonce;
                if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                    object.refusal = $root.muster.v1.Refusal.toObject(message.refusal, options, _depth + 1);
                return object;
            };

            /**
             * Converts this Claim to JSON.
             * @function toJSON
             * @memberof muster.v1.Claim
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Claim.prototype.toJSON = function() {
                return Claim.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Claim;
        })();

        v1.Refusal = (function() {

            /**
             * Properties of a Refusal.
             * @typedef {Object} muster.v1.Refusal.$Properties
             * @property {string|null} [reason] Refusal reason
             * @property {string|null} [message] Refusal message
             * @property {number|null} [fence] Refusal fence
             * @property {number|null} [epoch] Refusal epoch
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Refusal.
             * @memberof muster.v1
             * @interface IRefusal
             * @augments muster.v1.Refusal.$Properties
             * @deprecated Use muster.v1.Refusal.$Properties instead.
             */

            /**
             * Shape of a Refusal.
             * @typedef {muster.v1.Refusal.$Properties} muster.v1.Refusal.$Shape
             */

            /**
             * Constructs a new Refusal.
             * @memberof muster.v1
             * @classdesc Represents a Refusal.
             * @constructor
             * @param {muster.v1.Refusal.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Refusal = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Refusal reason.
             * @member {string} reason
             * @memberof muster.v1.Refusal
             * @instance
             */
            Refusal.prototype.reason = "";

            /**
             * Refusal message.
             * @member {string} message
             * @memberof muster.v1.Refusal
             * @instance
             */
            Refusal.prototype.message = "";

            /**
             * Refusal fence.
             * @member {number} fence
             * @memberof muster.v1.Refusal
             * @instance
             */
            Refusal.prototype.fence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Refusal epoch.
             * @member {number} epoch
             * @memberof muster.v1.Refusal
             * @instance
             */
            Refusal.prototype.epoch = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified Refusal message. Does not implicitly {@link muster.v1.Refusal.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Refusal
             * @static
             * @param {muster.v1.Refusal.$Properties} message Refusal message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Refusal.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.message);
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence") && (typeof message.fence === "object" ? message.fence.low || message.fence.high : message.fence !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.fence);
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && (typeof message.epoch === "object" ? message.epoch.low || message.epoch.high : message.epoch !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.epoch);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Refusal message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Refusal
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Refusal & muster.v1.Refusal.$Shape} Refusal
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Refusal.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Refusal();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.fence = value;
                            else
                                delete message.fence;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Refusal message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Refusal
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Refusal} Refusal
             */
            Refusal.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Refusal)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Refusal: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Refusal();
                if (object.reason != null)
                    if (typeof object.reason !== "string" || object.reason.length)
                        message.reason = $String(object.reason);
                if (object.message != null)
                    if (typeof object.message !== "string" || object.message.length)
                        message.message = $String(object.message);
                if (object.fence != null)
                    if (typeof object.fence === "object" ? object.fence.low || object.fence.high : $Number(object.fence) !== 0)
                        if ($util.Long)
                            message.fence = $util.Long.fromValue(object.fence, true);
                        else if (typeof object.fence === "string")
                            message.fence = $parseInt(object.fence, 10);
                        else if (typeof object.fence === "number")
                            message.fence = object.fence;
                        else if (typeof object.fence === "object")
                            message.fence = new $util.LongBits(object.fence.low >>> 0, object.fence.high >>> 0).toNumber(true);
                if (object.epoch != null)
                    if (typeof object.epoch === "object" ? object.epoch.low || object.epoch.high : $Number(object.epoch) !== 0)
                        if ($util.Long)
                            message.epoch = $util.Long.fromValue(object.epoch, true);
                        else if (typeof object.epoch === "string")
                            message.epoch = $parseInt(object.epoch, 10);
                        else if (typeof object.epoch === "number")
                            message.epoch = object.epoch;
                        else if (typeof object.epoch === "object")
                            message.epoch = new $util.LongBits(object.epoch.low >>> 0, object.epoch.high >>> 0).toNumber(true);
                return message;
            };

            /**
             * Creates a plain object from a Refusal message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Refusal
             * @static
             * @param {muster.v1.Refusal} message Refusal
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Refusal.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.reason = "";
                    object.message = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.fence = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.fence = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.epoch = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.epoch = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                    object.reason = message.reason;
                if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                    object.message = message.message;
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.fence = typeof message.fence === "number" ? $BigInt(message.fence) : $util.Long.fromBits(message.fence.low >>> 0, message.fence.high >>> 0, true).toBigInt();
                    else if (typeof message.fence === "number")
                        object.fence = options.longs === $String ? $String(message.fence) : message.fence;
                    else
                        object.fence = options.longs === $String ? $util.Long.prototype.toString.call(message.fence) : options.longs === $Number ? new $util.LongBits(message.fence.low >>> 0, message.fence.high >>> 0).toNumber(true) : message.fence;
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.epoch = typeof message.epoch === "number" ? $BigInt(message.epoch) : $util.Long.fromBits(message.epoch.low >>> 0, message.epoch.high >>> 0, true).toBigInt();
                    else if (typeof message.epoch === "number")
                        object.epoch = options.longs === $String ? $String(message.epoch) : message.epoch;
                    else
                        object.epoch = options.longs === $String ? $util.Long.prototype.toString.call(message.epoch) : options.longs === $Number ? new $util.LongBits(message.epoch.low >>> 0, message.epoch.high >>> 0).toNumber(true) : message.epoch;
                return object;
            };

            /**
             * Converts this Refusal to JSON.
             * @function toJSON
             * @memberof muster.v1.Refusal
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Refusal.prototype.toJSON = function() {
                return Refusal.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Refusal;
        })();

        v1.Failure = (function() {

            /**
             * Properties of a Failure.
             * @typedef {Object} muster.v1.Failure.$Properties
             * @property {string|null} [code] Failure code
             * @property {string|null} [message] Failure message
             * @property {string|null} [category] Failure category
             * @property {string|null} [started] Failure started
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Failure.
             * @memberof muster.v1
             * @interface IFailure
             * @augments muster.v1.Failure.$Properties
             * @deprecated Use muster.v1.Failure.$Properties instead.
             */

            /**
             * Shape of a Failure.
             * @typedef {muster.v1.Failure.$Properties} muster.v1.Failure.$Shape
             */

            /**
             * Constructs a new Failure.
             * @memberof muster.v1
             * @classdesc Represents a Failure.
             * @constructor
             * @param {muster.v1.Failure.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Failure = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Failure code.
             * @member {string} code
             * @memberof muster.v1.Failure
             * @instance
             */
            Failure.prototype.code = "";

            /**
             * Failure message.
             * @member {string} message
             * @memberof muster.v1.Failure
             * @instance
             */
            Failure.prototype.message = "";

            /**
             * Failure category.
             * @member {string} category
             * @memberof muster.v1.Failure
             * @instance
             */
            Failure.prototype.category = "";

            /**
             * Failure started.
             * @member {string} started
             * @memberof muster.v1.Failure
             * @instance
             */
            Failure.prototype.started = "";

            /**
             * Encodes the specified Failure message. Does not implicitly {@link muster.v1.Failure.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Failure
             * @static
             * @param {muster.v1.Failure.$Properties} message Failure message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Failure.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.message);
                if (message.category != null && $Object.hasOwnProperty.call(message, "category") && message.category !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.category);
                if (message.started != null && $Object.hasOwnProperty.call(message, "started") && message.started !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.started);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Failure message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Failure
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Failure & muster.v1.Failure.$Shape} Failure
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Failure.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Failure();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.category = value;
                            else
                                delete message.category;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.started = value;
                            else
                                delete message.started;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Failure message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Failure
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Failure} Failure
             */
            Failure.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Failure)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Failure: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Failure();
                if (object.code != null)
                    if (typeof object.code !== "string" || object.code.length)
                        message.code = $String(object.code);
                if (object.message != null)
                    if (typeof object.message !== "string" || object.message.length)
                        message.message = $String(object.message);
                if (object.category != null)
                    if (typeof object.category !== "string" || object.category.length)
                        message.category = $String(object.category);
                if (object.started != null)
                    if (typeof object.started !== "string" || object.started.length)
                        message.started = $String(object.started);
                return message;
            };

            /**
             * Creates a plain object from a Failure message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Failure
             * @static
             * @param {muster.v1.Failure} message Failure
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Failure.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.code = "";
                    object.message = "";
                    object.category = "";
                    object.started = "";
                }
                if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                    object.code = message.code;
                if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                    object.message = message.message;
                if (message.category != null && $Object.hasOwnProperty.call(message, "category"))
                    object.category = message.category;
                if (message.started != null && $Object.hasOwnProperty.call(message, "started"))
                    object.started = message.started;
                return object;
            };

            /**
             * Converts this Failure to JSON.
             * @function toJSON
             * @memberof muster.v1.Failure
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Failure.prototype.toJSON = function() {
                return Failure.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Failure;
        })();

        v1.AttemptReport = (function() {

            /**
             * Properties of an AttemptReport.
             * @typedef {Object} muster.v1.AttemptReport.$Properties
             * @property {string|null} [attemptId] AttemptReport attemptId
             * @property {number|null} [revision] AttemptReport revision
             * @property {string|null} [state] AttemptReport state
             * @property {number|null} [atWallMs] AttemptReport atWallMs
             * @property {string|null} [runReference] AttemptReport runReference
             * @property {string|null} [phase] AttemptReport phase
             * @property {muster.v1.Failure.$Properties|null} [failure] AttemptReport failure
             * @property {string|null} [resultJson] AttemptReport resultJson
             * @property {string|null} [note] AttemptReport note
             * @property {string|null} [checkpointJson] AttemptReport checkpointJson
             * @property {number|null} [checkpointVersion] AttemptReport checkpointVersion
             * @property {muster.v1.ResultFiles.$Properties|null} [files] AttemptReport files
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AttemptReport.
             * @memberof muster.v1
             * @interface IAttemptReport
             * @augments muster.v1.AttemptReport.$Properties
             * @deprecated Use muster.v1.AttemptReport.$Properties instead.
             */

            /**
             * Shape of an AttemptReport.
             * @typedef {muster.v1.AttemptReport.$Properties} muster.v1.AttemptReport.$Shape
             */

            /**
             * Constructs a new AttemptReport.
             * @memberof muster.v1
             * @classdesc Represents an AttemptReport.
             * @constructor
             * @param {muster.v1.AttemptReport.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AttemptReport = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AttemptReport attemptId.
             * @member {string} attemptId
             * @memberof muster.v1.AttemptReport
             * @instance
             */
            AttemptReport.prototype.attemptId = "";

            /**
             * AttemptReport revision.
             * @member {number} revision
             * @memberof muster.v1.AttemptReport
             * @instance
             */
            AttemptReport.prototype.revision = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * AttemptReport state.
             * @member {string} state
             * @memberof muster.v1.AttemptReport
             * @instance
             */
            AttemptReport.prototype.state = "";

            /**
             * AttemptReport atWallMs.
             * @member {number} atWallMs
             * @memberof muster.v1.AttemptReport
             * @instance
             */
            AttemptReport.prototype.atWallMs = 0;

            /**
             * AttemptReport runReference.
             * @member {string|null|undefined} runReference
             * @memberof muster.v1.AttemptReport
             * @instance
             */
            AttemptReport.prototype.runReference = null;

            /**
             * AttemptReport phase.
             * @member {string|null|undefined} phase
             * @memberof muster.v1.AttemptReport
             * @instance
             */
            AttemptReport.prototype.phase = null;

            /**
             * AttemptReport failure.
             * @member {muster.v1.Failure.$Properties|null|undefined} failure
             * @memberof muster.v1.AttemptReport
             * @instance
             */
            AttemptReport.prototype.failure = null;

            /**
             * AttemptReport resultJson.
             * @member {string|null|undefined} resultJson
             * @memberof muster.v1.AttemptReport
             * @instance
             */
            AttemptReport.prototype.resultJson = null;

            /**
             * AttemptReport note.
             * @member {string|null|undefined} note
             * @memberof muster.v1.AttemptReport
             * @instance
             */
            AttemptReport.prototype.note = null;

            /**
             * AttemptReport checkpointJson.
             * @member {string|null|undefined} checkpointJson
             * @memberof muster.v1.AttemptReport
             * @instance
             */
            AttemptReport.prototype.checkpointJson = null;

            /**
             * AttemptReport checkpointVersion.
             * @member {number|null|undefined} checkpointVersion
             * @memberof muster.v1.AttemptReport
             * @instance
             */
            AttemptReport.prototype.checkpointVersion = null;

            /**
             * AttemptReport files.
             * @member {muster.v1.ResultFiles.$Properties|null|undefined} files
             * @memberof muster.v1.AttemptReport
             * @instance
             */
            AttemptReport.prototype.files = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(AttemptReport.prototype, "_runReference", {
                get: $util.oneOfGetter($oneOfFields = ["runReference"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(AttemptReport.prototype, "_phase", {
                get: $util.oneOfGetter($oneOfFields = ["phase"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(AttemptReport.prototype, "_failure", {
                get: $util.oneOfGetter($oneOfFields = ["failure"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(AttemptReport.prototype, "_resultJson", {
                get: $util.oneOfGetter($oneOfFields = ["resultJson"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(AttemptReport.prototype, "_note", {
                get: $util.oneOfGetter($oneOfFields = ["note"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(AttemptReport.prototype, "_checkpointJson", {
                get: $util.oneOfGetter($oneOfFields = ["checkpointJson"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(AttemptReport.prototype, "_checkpointVersion", {
                get: $util.oneOfGetter($oneOfFields = ["checkpointVersion"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(AttemptReport.prototype, "_files", {
                get: $util.oneOfGetter($oneOfFields = ["files"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified AttemptReport message. Does not implicitly {@link muster.v1.AttemptReport.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.AttemptReport
             * @static
             * @param {muster.v1.AttemptReport.$Properties} message AttemptReport message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AttemptReport.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId") && message.attemptId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.attemptId);
                if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && (typeof message.revision === "object" ? message.revision.low || message.revision.high : message.revision !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.revision);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.state);
                if (message.atWallMs != null && $Object.hasOwnProperty.call(message, "atWallMs") && !$Object.is(message.atWallMs, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.atWallMs);
                if (message.runReference != null && $Object.hasOwnProperty.call(message, "runReference"))
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.runReference);
                if (message.phase != null && $Object.hasOwnProperty.call(message, "phase"))
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.phase);
                if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                    $root.muster.v1.Failure.encode(message.failure, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.resultJson != null && $Object.hasOwnProperty.call(message, "resultJson"))
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.resultJson);
                if (message.note != null && $Object.hasOwnProperty.call(message, "note"))
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.note);
                if (message.checkpointJson != null && $Object.hasOwnProperty.call(message, "checkpointJson"))
                    writer.uint32(/* id 10, wireType 2 =*/82).string(message.checkpointJson);
                if (message.checkpointVersion != null && $Object.hasOwnProperty.call(message, "checkpointVersion"))
                    writer.uint32(/* id 11, wireType 0 =*/88).uint64(message.checkpointVersion);
                if (message.files != null && $Object.hasOwnProperty.call(message, "files"))
                    $root.muster.v1.ResultFiles.encode(message.files, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AttemptReport message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.AttemptReport
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.AttemptReport & muster.v1.AttemptReport.$Shape} AttemptReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AttemptReport.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.AttemptReport();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.attemptId = value;
                            else
                                delete message.attemptId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.revision = value;
                            else
                                delete message.revision;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.atWallMs = value;
                            else
                                delete message.atWallMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.runReference = reader.stringVerify();
                            message._runReference = "runReference";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.phase = reader.stringVerify();
                            message._phase = "phase";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.failure = $root.muster.v1.Failure.decode(reader, reader.size(), $undefined, _depth + 1, message.failure);
                            message._failure = "failure";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.resultJson = reader.stringVerify();
                            message._resultJson = "resultJson";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.note = reader.stringVerify();
                            message._note = "note";
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.checkpointJson = reader.stringVerify();
                            message._checkpointJson = "checkpointJson";
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            message.checkpointVersion = reader.uint64();
                            message._checkpointVersion = "checkpointVersion";
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.files = $root.muster.v1.ResultFiles.decode(reader, reader.size(), $undefined, _depth + 1, message.files);
                            message._files = "files";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an AttemptReport message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.AttemptReport
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.AttemptReport} AttemptReport
             */
            AttemptReport.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.AttemptReport)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.AttemptReport: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.AttemptReport();
                if (object.attemptId != null)
                    if (typeof object.attemptId !== "string" || object.attemptId.length)
                        message.attemptId = $String(object.attemptId);
                if (object.revision != null)
                    if (typeof object.revision === "object" ? object.revision.low || object.revision.high : $Number(object.revision) !== 0)
                        if ($util.Long)
                            message.revision = $util.Long.fromValue(object.revision, true);
                        else if (typeof object.revision === "string")
                            message.revision = $parseInt(object.revision, 10);
                        else if (typeof object.revision === "number")
                            message.revision = object.revision;
                        else if (typeof object.revision === "object")
                            message.revision = new $util.LongBits(object.revision.low >>> 0, object.revision.high >>> 0).toNumber(true);
                if (object.state != null)
                    if (typeof object.state !== "string" || object.state.length)
                        message.state = $String(object.state);
                if (object.atWallMs != null)
                    if (!$Object.is($Number(object.atWallMs), 0))
                        message.atWallMs = $Number(object.atWallMs);
                if (object.runReference != null)
                    message.runReference = $String(object.runReference);
                if (object.phase != null)
                    message.phase = $String(object.phase);
                if (object.failure != null) {
                    if (!$util.isObject(object.failure))
                        throw $TypeError(".muster.v1.AttemptReport.failure: object expected");
                    message.failure = $root.muster.v1.Failure.fromObject(object.failure, _depth + 1);
                }
                if (object.resultJson != null)
                    message.resultJson = $String(object.resultJson);
                if (object.note != null)
                    message.note = $String(object.note);
                if (object.checkpointJson != null)
                    message.checkpointJson = $String(object.checkpointJson);
                if (object.checkpointVersion != null)
                    if ($util.Long)
                        message.checkpointVersion = $util.Long.fromValue(object.checkpointVersion, true);
                    else if (typeof object.checkpointVersion === "string")
                        message.checkpointVersion = $parseInt(object.checkpointVersion, 10);
                    else if (typeof object.checkpointVersion === "number")
                        message.checkpointVersion = object.checkpointVersion;
                    else if (typeof object.checkpointVersion === "object")
                        message.checkpointVersion = new $util.LongBits(object.checkpointVersion.low >>> 0, object.checkpointVersion.high >>> 0).toNumber(true);
                if (object.files != null) {
                    if (!$util.isObject(object.files))
                        throw $TypeError(".muster.v1.AttemptReport.files: object expected");
                    message.files = $root.muster.v1.ResultFiles.fromObject(object.files, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from an AttemptReport message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.AttemptReport
             * @static
             * @param {muster.v1.AttemptReport} message AttemptReport
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            AttemptReport.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.attemptId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.revision = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.revision = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.state = "";
                    object.atWallMs = 0;
                }
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId"))
                    object.attemptId = message.attemptId;
                if (message.revision != null && $Object.hasOwnProperty.call(message, "revision"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.revision = typeof message.revision === "number" ? $BigInt(message.revision) : $util.Long.fromBits(message.revision.low >>> 0, message.revision.high >>> 0, true).toBigInt();
                    else if (typeof message.revision === "number")
                        object.revision = options.longs === $String ? $String(message.revision) : message.revision;
                    else
                        object.revision = options.longs === $String ? $util.Long.prototype.toString.call(message.revision) : options.longs === $Number ? new $util.LongBits(message.revision.low >>> 0, message.revision.high >>> 0).toNumber(true) : message.revision;
                if (message.state != null && $Object.hasOwnProperty.call(message, "state"))
                    object.state = message.state;
                if (message.atWallMs != null && $Object.hasOwnProperty.call(message, "atWallMs"))
                    object.atWallMs = options.json && !$isFinite(message.atWallMs) ? $String(message.atWallMs) : message.atWallMs;
                if (message.runReference != null && $Object.hasOwnProperty.call(message, "runReference"))
                    object.runReference = message.runReference;
                if (message.phase != null && $Object.hasOwnProperty.call(message, "phase"))
                    object.phase = message.phase;
                if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                    object.failure = $root.muster.v1.Failure.toObject(message.failure, options, _depth + 1);
                if (message.resultJson != null && $Object.hasOwnProperty.call(message, "resultJson"))
                    object.resultJson = message.resultJson;
                if (message.note != null && $Object.hasOwnProperty.call(message, "note"))
                    object.note = message.note;
                if (message.checkpointJson != null && $Object.hasOwnProperty.call(message, "checkpointJson"))
                    object.checkpointJson = message.checkpointJson;
                if (message.checkpointVersion != null && $Object.hasOwnProperty.call(message, "checkpointVersion"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.checkpointVersion = typeof message.checkpointVersion === "number" ? $BigInt(message.checkpointVersion) : $util.Long.fromBits(message.checkpointVersion.low >>> 0, message.checkpointVersion.high >>> 0, true).toBigInt();
                    else if (typeof message.checkpointVersion === "number")
                        object.checkpointVersion = options.longs === $String ? $String(message.checkpointVersion) : message.checkpointVersion;
                    else
                        object.checkpointVersion = options.longs === $String ? $util.Long.prototype.toString.call(message.checkpointVersion) : options.longs === $Number ? new $util.LongBits(message.checkpointVersion.low >>> 0, message.checkpointVersion.high >>> 0).toNumber(true) : message.checkpointVersion;
                if (message.files != null && $Object.hasOwnProperty.call(message, "files"))
                    object.files = $root.muster.v1.ResultFiles.toObject(message.files, options, _depth + 1);
                return object;
            };

            /**
             * Converts this AttemptReport to JSON.
             * @function toJSON
             * @memberof muster.v1.AttemptReport
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            AttemptReport.prototype.toJSON = function() {
                return AttemptReport.toObject(this, $protobuf.util.toJSONOptions);
            };

            return AttemptReport;
        })();

        v1.ResultFile = (function() {

            /**
             * Properties of a ResultFile.
             * @typedef {Object} muster.v1.ResultFile.$Properties
             * @property {string|null} [name] ResultFile name
             * @property {number|null} [size] ResultFile size
             * @property {string|null} [sha256] ResultFile sha256
             * @property {string|null} [mediaType] ResultFile mediaType
             * @property {string|null} [problem] ResultFile problem
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ResultFile.
             * @memberof muster.v1
             * @interface IResultFile
             * @augments muster.v1.ResultFile.$Properties
             * @deprecated Use muster.v1.ResultFile.$Properties instead.
             */

            /**
             * Shape of a ResultFile.
             * @typedef {muster.v1.ResultFile.$Properties} muster.v1.ResultFile.$Shape
             */

            /**
             * Constructs a new ResultFile.
             * @memberof muster.v1
             * @classdesc Represents a ResultFile.
             * @constructor
             * @param {muster.v1.ResultFile.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ResultFile = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ResultFile name.
             * @member {string} name
             * @memberof muster.v1.ResultFile
             * @instance
             */
            ResultFile.prototype.name = "";

            /**
             * ResultFile size.
             * @member {number|null|undefined} size
             * @memberof muster.v1.ResultFile
             * @instance
             */
            ResultFile.prototype.size = null;

            /**
             * ResultFile sha256.
             * @member {string|null|undefined} sha256
             * @memberof muster.v1.ResultFile
             * @instance
             */
            ResultFile.prototype.sha256 = null;

            /**
             * ResultFile mediaType.
             * @member {string|null|undefined} mediaType
             * @memberof muster.v1.ResultFile
             * @instance
             */
            ResultFile.prototype.mediaType = null;

            /**
             * ResultFile problem.
             * @member {string|null|undefined} problem
             * @memberof muster.v1.ResultFile
             * @instance
             */
            ResultFile.prototype.problem = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ResultFile.prototype, "_size", {
                get: $util.oneOfGetter($oneOfFields = ["size"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ResultFile.prototype, "_sha256", {
                get: $util.oneOfGetter($oneOfFields = ["sha256"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ResultFile.prototype, "_mediaType", {
                get: $util.oneOfGetter($oneOfFields = ["mediaType"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ResultFile.prototype, "_problem", {
                get: $util.oneOfGetter($oneOfFields = ["problem"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified ResultFile message. Does not implicitly {@link muster.v1.ResultFile.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.ResultFile
             * @static
             * @param {muster.v1.ResultFile.$Properties} message ResultFile message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ResultFile.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.size != null && $Object.hasOwnProperty.call(message, "size"))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.size);
                if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256"))
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.sha256);
                if (message.mediaType != null && $Object.hasOwnProperty.call(message, "mediaType"))
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.mediaType);
                if (message.problem != null && $Object.hasOwnProperty.call(message, "problem"))
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.problem);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ResultFile message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.ResultFile
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.ResultFile & muster.v1.ResultFile.$Shape} ResultFile
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ResultFile.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.ResultFile();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.size = reader.uint64();
                            message._size = "size";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.sha256 = reader.stringVerify();
                            message._sha256 = "sha256";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.mediaType = reader.stringVerify();
                            message._mediaType = "mediaType";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.problem = reader.stringVerify();
                            message._problem = "problem";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a ResultFile message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.ResultFile
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.ResultFile} ResultFile
             */
            ResultFile.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.ResultFile)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.ResultFile: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.ResultFile();
                if (object.name != null)
                    if (typeof object.name !== "string" || object.name.length)
                        message.name = $String(object.name);
                if (object.size != null)
                    if ($util.Long)
                        message.size = $util.Long.fromValue(object.size, true);
                    else if (typeof object.size === "string")
                        message.size = $parseInt(object.size, 10);
                    else if (typeof object.size === "number")
                        message.size = object.size;
                    else if (typeof object.size === "object")
                        message.size = new $util.LongBits(object.size.low >>> 0, object.size.high >>> 0).toNumber(true);
                if (object.sha256 != null)
                    message.sha256 = $String(object.sha256);
                if (object.mediaType != null)
                    message.mediaType = $String(object.mediaType);
                if (object.problem != null)
                    message.problem = $String(object.problem);
                return message;
            };

            /**
             * Creates a plain object from a ResultFile message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.ResultFile
             * @static
             * @param {muster.v1.ResultFile} message ResultFile
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ResultFile.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults)
                    object.name = "";
                if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                    object.name = message.name;
                if (message.size != null && $Object.hasOwnProperty.call(message, "size"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.size = typeof message.size === "number" ? $BigInt(message.size) : $util.Long.fromBits(message.size.low >>> 0, message.size.high >>> 0, true).toBigInt();
                    else if (typeof message.size === "number")
                        object.size = options.longs === $String ? $String(message.size) : message.size;
                    else
                        object.size = options.longs === $String ? $util.Long.prototype.toString.call(message.size) : options.longs === $Number ? new $util.LongBits(message.size.low >>> 0, message.size.high >>> 0).toNumber(true) : message.size;
                if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256"))
                    object.sha256 = message.sha256;
                if (message.mediaType != null && $Object.hasOwnProperty.call(message, "mediaType"))
                    object.mediaType = message.mediaType;
                if (message.problem != null && $Object.hasOwnProperty.call(message, "problem"))
                    object.problem = message.problem;
                return object;
            };

            /**
             * Converts this ResultFile to JSON.
             * @function toJSON
             * @memberof muster.v1.ResultFile
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ResultFile.prototype.toJSON = function() {
                return ResultFile.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ResultFile;
        })();

        v1.ResultFiles = (function() {

            /**
             * Properties of a ResultFiles.
             * @typedef {Object} muster.v1.ResultFiles.$Properties
             * @property {Array.<muster.v1.ResultFile.$Properties>|null} [list] ResultFiles list
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ResultFiles.
             * @memberof muster.v1
             * @interface IResultFiles
             * @augments muster.v1.ResultFiles.$Properties
             * @deprecated Use muster.v1.ResultFiles.$Properties instead.
             */

            /**
             * Shape of a ResultFiles.
             * @typedef {muster.v1.ResultFiles.$Properties} muster.v1.ResultFiles.$Shape
             */

            /**
             * Constructs a new ResultFiles.
             * @memberof muster.v1
             * @classdesc Represents a ResultFiles.
             * @constructor
             * @param {muster.v1.ResultFiles.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ResultFiles = function (properties) {
                this.list = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ResultFiles list.
             * @member {Array.<muster.v1.ResultFile.$Properties>} list
             * @memberof muster.v1.ResultFiles
             * @instance
             */
            ResultFiles.prototype.list = $util.emptyArray;

            /**
             * Encodes the specified ResultFiles message. Does not implicitly {@link muster.v1.ResultFiles.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.ResultFiles
             * @static
             * @param {muster.v1.ResultFiles.$Properties} message ResultFiles message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ResultFiles.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.list != null && message.list.length)
                    for (let i = 0; i < message.list.length; ++i)
                        $root.muster.v1.ResultFile.encode(message.list[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ResultFiles message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.ResultFiles
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.ResultFiles & muster.v1.ResultFiles.$Shape} ResultFiles
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ResultFiles.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.ResultFiles();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.list && message.list.length))
                                message.list = [];
                            message.list.push($root.muster.v1.ResultFile.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a ResultFiles message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.ResultFiles
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.ResultFiles} ResultFiles
             */
            ResultFiles.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.ResultFiles)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.ResultFiles: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.ResultFiles();
                if (object.list) {
                    if (!$Array.isArray(object.list))
                        throw $TypeError(".muster.v1.ResultFiles.list: array expected");
                    message.list = $Array(object.list.length);
                    for (let i = 0; i < object.list.length; ++i) {
                        if (!$util.isObject(object.list[i]))
                            throw $TypeError(".muster.v1.ResultFiles.list: object expected");
                        message.list[i] = $root.muster.v1.ResultFile.fromObject(object.list[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a ResultFiles message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.ResultFiles
             * @static
             * @param {muster.v1.ResultFiles} message ResultFiles
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ResultFiles.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.list = [];
                if (message.list && message.list.length) {
                    object.list = $Array(message.list.length);
                    for (let j = 0; j < message.list.length; ++j)
                        object.list[j] = $root.muster.v1.ResultFile.toObject(message.list[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this ResultFiles to JSON.
             * @function toJSON
             * @memberof muster.v1.ResultFiles
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ResultFiles.prototype.toJSON = function() {
                return ResultFiles.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ResultFiles;
        })();

        v1.ReportEvent = (function() {

            /**
             * Properties of a ReportEvent.
             * @typedef {Object} muster.v1.ReportEvent.$Properties
             * @property {number|null} [sequence] ReportEvent sequence
             * @property {muster.v1.AttemptReport.$Properties|null} [report] ReportEvent report
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReportEvent.
             * @memberof muster.v1
             * @interface IReportEvent
             * @augments muster.v1.ReportEvent.$Properties
             * @deprecated Use muster.v1.ReportEvent.$Properties instead.
             */

            /**
             * Shape of a ReportEvent.
             * @typedef {muster.v1.ReportEvent.$Properties} muster.v1.ReportEvent.$Shape
             */

            /**
             * Constructs a new ReportEvent.
             * @memberof muster.v1
             * @classdesc Represents a ReportEvent.
             * @constructor
             * @param {muster.v1.ReportEvent.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReportEvent = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReportEvent sequence.
             * @member {number} sequence
             * @memberof muster.v1.ReportEvent
             * @instance
             */
            ReportEvent.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * ReportEvent report.
             * @member {muster.v1.AttemptReport.$Properties|null|undefined} report
             * @memberof muster.v1.ReportEvent
             * @instance
             */
            ReportEvent.prototype.report = null;

            /**
             * Encodes the specified ReportEvent message. Does not implicitly {@link muster.v1.ReportEvent.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.ReportEvent
             * @static
             * @param {muster.v1.ReportEvent.$Properties} message ReportEvent message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReportEvent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.sequence);
                if (message.report != null && $Object.hasOwnProperty.call(message, "report"))
                    $root.muster.v1.AttemptReport.encode(message.report, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReportEvent message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.ReportEvent
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.ReportEvent & muster.v1.ReportEvent.$Shape} ReportEvent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReportEvent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.ReportEvent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.report = $root.muster.v1.AttemptReport.decode(reader, reader.size(), $undefined, _depth + 1, message.report);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a ReportEvent message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.ReportEvent
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.ReportEvent} ReportEvent
             */
            ReportEvent.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.ReportEvent)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.ReportEvent: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.ReportEvent();
                if (object.sequence != null)
                    if (typeof object.sequence === "object" ? object.sequence.low || object.sequence.high : $Number(object.sequence) !== 0)
                        if ($util.Long)
                            message.sequence = $util.Long.fromValue(object.sequence, true);
                        else if (typeof object.sequence === "string")
                            message.sequence = $parseInt(object.sequence, 10);
                        else if (typeof object.sequence === "number")
                            message.sequence = object.sequence;
                        else if (typeof object.sequence === "object")
                            message.sequence = new $util.LongBits(object.sequence.low >>> 0, object.sequence.high >>> 0).toNumber(true);
                if (object.report != null) {
                    if (!$util.isObject(object.report))
                        throw $TypeError(".muster.v1.ReportEvent.report: object expected");
                    message.report = $root.muster.v1.AttemptReport.fromObject(object.report, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from a ReportEvent message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.ReportEvent
             * @static
             * @param {muster.v1.ReportEvent} message ReportEvent
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ReportEvent.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.sequence = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.sequence = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.report = null;
                }
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.sequence = typeof message.sequence === "number" ? $BigInt(message.sequence) : $util.Long.fromBits(message.sequence.low >>> 0, message.sequence.high >>> 0, true).toBigInt();
                    else if (typeof message.sequence === "number")
                        object.sequence = options.longs === $String ? $String(message.sequence) : message.sequence;
                    else
                        object.sequence = options.longs === $String ? $util.Long.prototype.toString.call(message.sequence) : options.longs === $Number ? new $util.LongBits(message.sequence.low >>> 0, message.sequence.high >>> 0).toNumber(true) : message.sequence;
                if (message.report != null && $Object.hasOwnProperty.call(message, "report"))
                    object.report = $root.muster.v1.AttemptReport.toObject(message.report, options, _depth + 1);
                return object;
            };

            /**
             * Converts this ReportEvent to JSON.
             * @function toJSON
             * @memberof muster.v1.ReportEvent
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ReportEvent.prototype.toJSON = function() {
                return ReportEvent.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ReportEvent;
        })();

        v1.Report = (function() {

            /**
             * Properties of a Report.
             * @typedef {Object} muster.v1.Report.$Properties
             * @property {muster.v1.UpHeader.$Properties|null} [header] Report header
             * @property {Array.<muster.v1.ReportEvent.$Properties>|null} [events] Report events
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Report.
             * @memberof muster.v1
             * @interface IReport
             * @augments muster.v1.Report.$Properties
             * @deprecated Use muster.v1.Report.$Properties instead.
             */

            /**
             * Shape of a Report.
             * @typedef {muster.v1.Report.$Properties} muster.v1.Report.$Shape
             */

            /**
             * Constructs a new Report.
             * @memberof muster.v1
             * @classdesc Represents a Report.
             * @constructor
             * @param {muster.v1.Report.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Report = function (properties) {
                this.events = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Report header.
             * @member {muster.v1.UpHeader.$Properties|null|undefined} header
             * @memberof muster.v1.Report
             * @instance
             */
            Report.prototype.header = null;

            /**
             * Report events.
             * @member {Array.<muster.v1.ReportEvent.$Properties>} events
             * @memberof muster.v1.Report
             * @instance
             */
            Report.prototype.events = $util.emptyArray;

            /**
             * Encodes the specified Report message. Does not implicitly {@link muster.v1.Report.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Report
             * @static
             * @param {muster.v1.Report.$Properties} message Report message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Report.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.UpHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.events != null && message.events.length)
                    for (let i = 0; i < message.events.length; ++i)
                        $root.muster.v1.ReportEvent.encode(message.events[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Report message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Report
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Report & muster.v1.Report.$Shape} Report
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Report.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Report();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.UpHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.events && message.events.length))
                                message.events = [];
                            message.events.push($root.muster.v1.ReportEvent.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Report message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Report
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Report} Report
             */
            Report.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Report)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Report: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Report();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.Report.header: object expected");
                    message.header = $root.muster.v1.UpHeader.fromObject(object.header, _depth + 1);
                }
                if (object.events) {
                    if (!$Array.isArray(object.events))
                        throw $TypeError(".muster.v1.Report.events: array expected");
                    message.events = $Array(object.events.length);
                    for (let i = 0; i < object.events.length; ++i) {
                        if (!$util.isObject(object.events[i]))
                            throw $TypeError(".muster.v1.Report.events: object expected");
                        message.events[i] = $root.muster.v1.ReportEvent.fromObject(object.events[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a Report message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Report
             * @static
             * @param {muster.v1.Report} message Report
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Report.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.events = [];
                if (options.defaults)
                    object.header = null;
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.UpHeader.toObject(message.header, options, _depth + 1);
                if (message.events && message.events.length) {
                    object.events = $Array(message.events.length);
                    for (let j = 0; j < message.events.length; ++j)
                        object.events[j] = $root.muster.v1.ReportEvent.toObject(message.events[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this Report to JSON.
             * @function toJSON
             * @memberof muster.v1.Report
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Report.prototype.toJSON = function() {
                return Report.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Report;
        })();

        v1.TelemetryPoint = (function() {

            /**
             * Properties of a TelemetryPoint.
             * @typedef {Object} muster.v1.TelemetryPoint.$Properties
             * @property {number|null} [sequence] TelemetryPoint sequence
             * @property {string|null} [attemptId] TelemetryPoint attemptId
             * @property {number|null} [atWallMs] TelemetryPoint atWallMs
             * @property {number|null} [percent] TelemetryPoint percent
             * @property {string|null} [phase] TelemetryPoint phase
             * @property {Object.<string,number>|null} [values] TelemetryPoint values
             * @property {Object.<string,string>|null} [units] TelemetryPoint units
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TelemetryPoint.
             * @memberof muster.v1
             * @interface ITelemetryPoint
             * @augments muster.v1.TelemetryPoint.$Properties
             * @deprecated Use muster.v1.TelemetryPoint.$Properties instead.
             */

            /**
             * Shape of a TelemetryPoint.
             * @typedef {muster.v1.TelemetryPoint.$Properties} muster.v1.TelemetryPoint.$Shape
             */

            /**
             * Constructs a new TelemetryPoint.
             * @memberof muster.v1
             * @classdesc Represents a TelemetryPoint.
             * @constructor
             * @param {muster.v1.TelemetryPoint.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TelemetryPoint = function (properties) {
                this.values = {};
                this.units = {};
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TelemetryPoint sequence.
             * @member {number} sequence
             * @memberof muster.v1.TelemetryPoint
             * @instance
             */
            TelemetryPoint.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * TelemetryPoint attemptId.
             * @member {string} attemptId
             * @memberof muster.v1.TelemetryPoint
             * @instance
             */
            TelemetryPoint.prototype.attemptId = "";

            /**
             * TelemetryPoint atWallMs.
             * @member {number} atWallMs
             * @memberof muster.v1.TelemetryPoint
             * @instance
             */
            TelemetryPoint.prototype.atWallMs = 0;

            /**
             * TelemetryPoint percent.
             * @member {number|null|undefined} percent
             * @memberof muster.v1.TelemetryPoint
             * @instance
             */
            TelemetryPoint.prototype.percent = null;

            /**
             * TelemetryPoint phase.
             * @member {string|null|undefined} phase
             * @memberof muster.v1.TelemetryPoint
             * @instance
             */
            TelemetryPoint.prototype.phase = null;

            /**
             * TelemetryPoint values.
             * @member {Object.<string,number>} values
             * @memberof muster.v1.TelemetryPoint
             * @instance
             */
            TelemetryPoint.prototype.values = $util.emptyObject;

            /**
             * TelemetryPoint units.
             * @member {Object.<string,string>} units
             * @memberof muster.v1.TelemetryPoint
             * @instance
             */
            TelemetryPoint.prototype.units = $util.emptyObject;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(TelemetryPoint.prototype, "_percent", {
                get: $util.oneOfGetter($oneOfFields = ["percent"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(TelemetryPoint.prototype, "_phase", {
                get: $util.oneOfGetter($oneOfFields = ["phase"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified TelemetryPoint message. Does not implicitly {@link muster.v1.TelemetryPoint.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.TelemetryPoint
             * @static
             * @param {muster.v1.TelemetryPoint.$Properties} message TelemetryPoint message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TelemetryPoint.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.sequence);
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId") && message.attemptId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.attemptId);
                if (message.atWallMs != null && $Object.hasOwnProperty.call(message, "atWallMs") && !$Object.is(message.atWallMs, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.atWallMs);
                if (message.percent != null && $Object.hasOwnProperty.call(message, "percent"))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.percent);
                if (message.phase != null && $Object.hasOwnProperty.call(message, "phase"))
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.phase);
                if (message.values != null && $Object.hasOwnProperty.call(message, "values"))
                    for (let keys = $Object.keys(message.values), i = 0; i < keys.length; ++i)
                        writer.uint32(/* id 6, wireType 2 =*/50).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 1 =*/17).double(message.values[keys[i]]).ldelim();
                if (message.units != null && $Object.hasOwnProperty.call(message, "units"))
                    for (let keys = $Object.keys(message.units), i = 0; i < keys.length; ++i)
                        writer.uint32(/* id 7, wireType 2 =*/58).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.units[keys[i]]).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TelemetryPoint message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.TelemetryPoint
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.TelemetryPoint & muster.v1.TelemetryPoint.$Shape} TelemetryPoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TelemetryPoint.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, key, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.TelemetryPoint();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.attemptId = value;
                            else
                                delete message.attemptId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.atWallMs = value;
                            else
                                delete message.atWallMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            message.percent = reader.double();
                            message._percent = "percent";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.phase = reader.stringVerify();
                            message._phase = "phase";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (message.values === $util.emptyObject)
                                message.values = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = 0;
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 1)
                                        break;
                                    value = reader.double();
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.values, key);
                            message.values[key] = value;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (message.units === $util.emptyObject)
                                message.units = {};
                            let end2 = reader.size() + reader.pos;
                            if (end2 > reader.len)
                                throw $RangeError("index out of range");
                            reader.len = end2;
                            key = "";
                            value = "";
                            while (reader.pos < end2) {
                                let tag2 = reader.tag();
                                wireType = tag2 & 7;
                                switch (tag2 >>>= 3) {
                                case 1:
                                    if (wireType !== 2)
                                        break;
                                    key = reader.stringVerify();
                                    continue;
                                case 2:
                                    if (wireType !== 2)
                                        break;
                                    value = reader.stringVerify();
                                    continue;
                                }
                                reader.skipType(wireType, _depth, tag2);
                            }
                            if (reader.pos !== end2)
                                throw $RangeError("index out of range");
                            reader.len = end;
                            if (key === "__proto__")
                                $util.makeProp(message.units, key);
                            message.units[key] = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a TelemetryPoint message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.TelemetryPoint
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.TelemetryPoint} TelemetryPoint
             */
            TelemetryPoint.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.TelemetryPoint)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.TelemetryPoint: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.TelemetryPoint();
                if (object.sequence != null)
                    if (typeof object.sequence === "object" ? object.sequence.low || object.sequence.high : $Number(object.sequence) !== 0)
                        if ($util.Long)
                            message.sequence = $util.Long.fromValue(object.sequence, true);
                        else if (typeof object.sequence === "string")
                            message.sequence = $parseInt(object.sequence, 10);
                        else if (typeof object.sequence === "number")
                            message.sequence = object.sequence;
                        else if (typeof object.sequence === "object")
                            message.sequence = new $util.LongBits(object.sequence.low >>> 0, object.sequence.high >>> 0).toNumber(true);
                if (object.attemptId != null)
                    if (typeof object.attemptId !== "string" || object.attemptId.length)
                        message.attemptId = $String(object.attemptId);
                if (object.atWallMs != null)
                    if (!$Object.is($Number(object.atWallMs), 0))
                        message.atWallMs = $Number(object.atWallMs);
                if (object.percent != null)
                    message.percent = $Number(object.percent);
                if (object.phase != null)
                    message.phase = $String(object.phase);
                if (object.values) {
                    if (!$util.isObject(object.values))
                        throw $TypeError(".muster.v1.TelemetryPoint.values: object expected");
                    message.values = {};
                    for (let keys = $Object.keys(object.values), i = 0; i < keys.length; ++i) {
                        if (keys[i] === "__proto__")
                            $util.makeProp(message.values, keys[i]);
                        message.values[keys[i]] = $Number(object.values[keys[i]]);
                    }
                }
                if (object.units) {
                    if (!$util.isObject(object.units))
                        throw $TypeError(".muster.v1.TelemetryPoint.units: object expected");
                    message.units = {};
                    for (let keys = $Object.keys(object.units), i = 0; i < keys.length; ++i) {
                        if (keys[i] === "__proto__")
                            $util.makeProp(message.units, keys[i]);
                        message.units[keys[i]] = $String(object.units[keys[i]]);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a TelemetryPoint message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.TelemetryPoint
             * @static
             * @param {muster.v1.TelemetryPoint} message TelemetryPoint
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            TelemetryPoint.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.objects || options.defaults) {
                    object.values = {};
                    object.units = {};
                }
                if (options.defaults) {
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.sequence = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.sequence = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.attemptId = "";
                    object.atWallMs = 0;
                }
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.sequence = typeof message.sequence === "number" ? $BigInt(message.sequence) : $util.Long.fromBits(message.sequence.low >>> 0, message.sequence.high >>> 0, true).toBigInt();
                    else if (typeof message.sequence === "number")
                        object.sequence = options.longs === $String ? $String(message.sequence) : message.sequence;
                    else
                        object.sequence = options.longs === $String ? $util.Long.prototype.toString.call(message.sequence) : options.longs === $Number ? new $util.LongBits(message.sequence.low >>> 0, message.sequence.high >>> 0).toNumber(true) : message.sequence;
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId"))
                    object.attemptId = message.attemptId;
                if (message.atWallMs != null && $Object.hasOwnProperty.call(message, "atWallMs"))
                    object.atWallMs = options.json && !$isFinite(message.atWallMs) ? $String(message.atWallMs) : message.atWallMs;
                if (message.percent != null && $Object.hasOwnProperty.call(message, "percent"))
                    object.percent = options.json && !$isFinite(message.percent) ? $String(message.percent) : message.percent;
                if (message.phase != null && $Object.hasOwnProperty.call(message, "phase"))
                    object.phase = message.phase;
                let keys2;
                if (message.values && (keys2 = $Object.keys(message.values)).length) {
                    object.values = {};
                    for (let j = 0; j < keys2.length; ++j) {
                        if (keys2[j] === "__proto__")
                            $util.makeProp(object.values, keys2[j]);
                        object.values[keys2[j]] = options.json && !$isFinite(message.values[keys2[j]]) ? $String(message.values[keys2[j]]) : message.values[keys2[j]];
                    }
                }
                if (message.units && (keys2 = $Object.keys(message.units)).length) {
                    object.units = {};
                    for (let j = 0; j < keys2.length; ++j) {
                        if (keys2[j] === "__proto__")
                            $util.makeProp(object.units, keys2[j]);
                        object.units[keys2[j]] = message.units[keys2[j]];
                    }
                }
                return object;
            };

            /**
             * Converts this TelemetryPoint to JSON.
             * @function toJSON
             * @memberof muster.v1.TelemetryPoint
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            TelemetryPoint.prototype.toJSON = function() {
                return TelemetryPoint.toObject(this, $protobuf.util.toJSONOptions);
            };

            return TelemetryPoint;
        })();

        v1.Telemetry = (function() {

            /**
             * Properties of a Telemetry.
             * @typedef {Object} muster.v1.Telemetry.$Properties
             * @property {muster.v1.UpHeader.$Properties|null} [header] Telemetry header
             * @property {string|null} [stream] Telemetry stream
             * @property {Array.<muster.v1.TelemetryPoint.$Properties>|null} [points] Telemetry points
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Telemetry.
             * @memberof muster.v1
             * @interface ITelemetry
             * @augments muster.v1.Telemetry.$Properties
             * @deprecated Use muster.v1.Telemetry.$Properties instead.
             */

            /**
             * Shape of a Telemetry.
             * @typedef {muster.v1.Telemetry.$Properties} muster.v1.Telemetry.$Shape
             */

            /**
             * Constructs a new Telemetry.
             * @memberof muster.v1
             * @classdesc Represents a Telemetry.
             * @constructor
             * @param {muster.v1.Telemetry.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Telemetry = function (properties) {
                this.points = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Telemetry header.
             * @member {muster.v1.UpHeader.$Properties|null|undefined} header
             * @memberof muster.v1.Telemetry
             * @instance
             */
            Telemetry.prototype.header = null;

            /**
             * Telemetry stream.
             * @member {string} stream
             * @memberof muster.v1.Telemetry
             * @instance
             */
            Telemetry.prototype.stream = "";

            /**
             * Telemetry points.
             * @member {Array.<muster.v1.TelemetryPoint.$Properties>} points
             * @memberof muster.v1.Telemetry
             * @instance
             */
            Telemetry.prototype.points = $util.emptyArray;

            /**
             * Encodes the specified Telemetry message. Does not implicitly {@link muster.v1.Telemetry.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Telemetry
             * @static
             * @param {muster.v1.Telemetry.$Properties} message Telemetry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Telemetry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.UpHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.stream != null && $Object.hasOwnProperty.call(message, "stream") && message.stream !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.stream);
                if (message.points != null && message.points.length)
                    for (let i = 0; i < message.points.length; ++i)
                        $root.muster.v1.TelemetryPoint.encode(message.points[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Telemetry message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Telemetry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Telemetry & muster.v1.Telemetry.$Shape} Telemetry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Telemetry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Telemetry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.UpHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.stream = value;
                            else
                                delete message.stream;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.points && message.points.length))
                                message.points = [];
                            message.points.push($root.muster.v1.TelemetryPoint.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Telemetry message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Telemetry
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Telemetry} Telemetry
             */
            Telemetry.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Telemetry)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Telemetry: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Telemetry();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.Telemetry.header: object expected");
                    message.header = $root.muster.v1.UpHeader.fromObject(object.header, _depth + 1);
                }
                if (object.stream != null)
                    if (typeof object.stream !== "string" || object.stream.length)
                        message.stream = $String(object.stream);
                if (object.points) {
                    if (!$Array.isArray(object.points))
                        throw $TypeError(".muster.v1.Telemetry.points: array expected");
                    message.points = $Array(object.points.length);
                    for (let i = 0; i < object.points.length; ++i) {
                        if (!$util.isObject(object.points[i]))
                            throw $TypeError(".muster.v1.Telemetry.points: object expected");
                        message.points[i] = $root.muster.v1.TelemetryPoint.fromObject(object.points[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a Telemetry message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Telemetry
             * @static
             * @param {muster.v1.Telemetry} message Telemetry
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Telemetry.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.points = [];
                if (options.defaults) {
                    object.header = null;
                    object.stream = "";
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.UpHeader.toObject(message.header, options, _depth + 1);
                if (message.stream != null && $Object.hasOwnProperty.call(message, "stream"))
                    object.stream = message.stream;
                if (message.points && message.points.length) {
                    object.points = $Array(message.points.length);
                    for (let j = 0; j < message.points.length; ++j)
                        object.points[j] = $root.muster.v1.TelemetryPoint.toObject(message.points[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this Telemetry to JSON.
             * @function toJSON
             * @memberof muster.v1.Telemetry
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Telemetry.prototype.toJSON = function() {
                return Telemetry.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Telemetry;
        })();

        v1.BatchMember = (function() {

            /**
             * Properties of a BatchMember.
             * @typedef {Object} muster.v1.BatchMember.$Properties
             * @property {string|null} [jobId] BatchMember jobId
             * @property {string|null} [taskId] BatchMember taskId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a BatchMember.
             * @memberof muster.v1
             * @interface IBatchMember
             * @augments muster.v1.BatchMember.$Properties
             * @deprecated Use muster.v1.BatchMember.$Properties instead.
             */

            /**
             * Shape of a BatchMember.
             * @typedef {muster.v1.BatchMember.$Properties} muster.v1.BatchMember.$Shape
             */

            /**
             * Constructs a new BatchMember.
             * @memberof muster.v1
             * @classdesc Represents a BatchMember.
             * @constructor
             * @param {muster.v1.BatchMember.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const BatchMember = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * BatchMember jobId.
             * @member {string} jobId
             * @memberof muster.v1.BatchMember
             * @instance
             */
            BatchMember.prototype.jobId = "";

            /**
             * BatchMember taskId.
             * @member {string} taskId
             * @memberof muster.v1.BatchMember
             * @instance
             */
            BatchMember.prototype.taskId = "";

            /**
             * Encodes the specified BatchMember message. Does not implicitly {@link muster.v1.BatchMember.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.BatchMember
             * @static
             * @param {muster.v1.BatchMember.$Properties} message BatchMember message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            BatchMember.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.jobId);
                if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId") && message.taskId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.taskId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a BatchMember message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.BatchMember
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.BatchMember & muster.v1.BatchMember.$Shape} BatchMember
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            BatchMember.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.BatchMember();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.jobId = value;
                            else
                                delete message.jobId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.taskId = value;
                            else
                                delete message.taskId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a BatchMember message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.BatchMember
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.BatchMember} BatchMember
             */
            BatchMember.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.BatchMember)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.BatchMember: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.BatchMember();
                if (object.jobId != null)
                    if (typeof object.jobId !== "string" || object.jobId.length)
                        message.jobId = $String(object.jobId);
                if (object.taskId != null)
                    if (typeof object.taskId !== "string" || object.taskId.length)
                        message.taskId = $String(object.taskId);
                return message;
            };

            /**
             * Creates a plain object from a BatchMember message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.BatchMember
             * @static
             * @param {muster.v1.BatchMember} message BatchMember
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            BatchMember.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.jobId = "";
                    object.taskId = "";
                }
                if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId"))
                    object.jobId = message.jobId;
                if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId"))
                    object.taskId = message.taskId;
                return object;
            };

            /**
             * Converts this BatchMember to JSON.
             * @function toJSON
             * @memberof muster.v1.BatchMember
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            BatchMember.prototype.toJSON = function() {
                return BatchMember.toObject(this, $protobuf.util.toJSONOptions);
            };

            return BatchMember;
        })();

        v1.Batch = (function() {

            /**
             * Properties of a Batch.
             * @typedef {Object} muster.v1.Batch.$Properties
             * @property {Array.<muster.v1.BatchMember.$Properties>|null} [members] Batch members
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Batch.
             * @memberof muster.v1
             * @interface IBatch
             * @augments muster.v1.Batch.$Properties
             * @deprecated Use muster.v1.Batch.$Properties instead.
             */

            /**
             * Shape of a Batch.
             * @typedef {muster.v1.Batch.$Properties} muster.v1.Batch.$Shape
             */

            /**
             * Constructs a new Batch.
             * @memberof muster.v1
             * @classdesc Represents a Batch.
             * @constructor
             * @param {muster.v1.Batch.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Batch = function (properties) {
                this.members = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Batch members.
             * @member {Array.<muster.v1.BatchMember.$Properties>} members
             * @memberof muster.v1.Batch
             * @instance
             */
            Batch.prototype.members = $util.emptyArray;

            /**
             * Encodes the specified Batch message. Does not implicitly {@link muster.v1.Batch.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Batch
             * @static
             * @param {muster.v1.Batch.$Properties} message Batch message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Batch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.members != null && message.members.length)
                    for (let i = 0; i < message.members.length; ++i)
                        $root.muster.v1.BatchMember.encode(message.members[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Batch message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Batch
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Batch & muster.v1.Batch.$Shape} Batch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Batch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Batch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.members && message.members.length))
                                message.members = [];
                            message.members.push($root.muster.v1.BatchMember.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Batch message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Batch
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Batch} Batch
             */
            Batch.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Batch)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Batch: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Batch();
                if (object.members) {
                    if (!$Array.isArray(object.members))
                        throw $TypeError(".muster.v1.Batch.members: array expected");
                    message.members = $Array(object.members.length);
                    for (let i = 0; i < object.members.length; ++i) {
                        if (!$util.isObject(object.members[i]))
                            throw $TypeError(".muster.v1.Batch.members: object expected");
                        message.members[i] = $root.muster.v1.BatchMember.fromObject(object.members[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a Batch message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Batch
             * @static
             * @param {muster.v1.Batch} message Batch
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Batch.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.members = [];
                if (message.members && message.members.length) {
                    object.members = $Array(message.members.length);
                    for (let j = 0; j < message.members.length; ++j)
                        object.members[j] = $root.muster.v1.BatchMember.toObject(message.members[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this Batch to JSON.
             * @function toJSON
             * @memberof muster.v1.Batch
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Batch.prototype.toJSON = function() {
                return Batch.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Batch;
        })();

        v1.Hold = (function() {

            /**
             * Properties of a Hold.
             * @typedef {Object} muster.v1.Hold.$Properties
             * @property {string|null} [resource] Hold resource
             * @property {number|null} [amount] Hold amount
             * @property {Array.<string>|null} [names] Hold names
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Hold.
             * @memberof muster.v1
             * @interface IHold
             * @augments muster.v1.Hold.$Properties
             * @deprecated Use muster.v1.Hold.$Properties instead.
             */

            /**
             * Shape of a Hold.
             * @typedef {muster.v1.Hold.$Properties} muster.v1.Hold.$Shape
             */

            /**
             * Constructs a new Hold.
             * @memberof muster.v1
             * @classdesc Represents a Hold.
             * @constructor
             * @param {muster.v1.Hold.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Hold = function (properties) {
                this.names = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Hold resource.
             * @member {string} resource
             * @memberof muster.v1.Hold
             * @instance
             */
            Hold.prototype.resource = "";

            /**
             * Hold amount.
             * @member {number} amount
             * @memberof muster.v1.Hold
             * @instance
             */
            Hold.prototype.amount = 0;

            /**
             * Hold names.
             * @member {Array.<string>} names
             * @memberof muster.v1.Hold
             * @instance
             */
            Hold.prototype.names = $util.emptyArray;

            /**
             * Encodes the specified Hold message. Does not implicitly {@link muster.v1.Hold.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Hold
             * @static
             * @param {muster.v1.Hold.$Properties} message Hold message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Hold.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.resource != null && $Object.hasOwnProperty.call(message, "resource") && message.resource !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.resource);
                if (message.amount != null && $Object.hasOwnProperty.call(message, "amount") && !$Object.is(message.amount, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.amount);
                if (message.names != null && message.names.length)
                    for (let i = 0; i < message.names.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.names[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Hold message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Hold
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Hold & muster.v1.Hold.$Shape} Hold
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Hold.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Hold();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.resource = value;
                            else
                                delete message.resource;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.amount = value;
                            else
                                delete message.amount;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.names && message.names.length))
                                message.names = [];
                            message.names.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Hold message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Hold
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Hold} Hold
             */
            Hold.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Hold)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Hold: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Hold();
                if (object.resource != null)
                    if (typeof object.resource !== "string" || object.resource.length)
                        message.resource = $String(object.resource);
                if (object.amount != null)
                    if (!$Object.is($Number(object.amount), 0))
                        message.amount = $Number(object.amount);
                if (object.names) {
                    if (!$Array.isArray(object.names))
                        throw $TypeError(".muster.v1.Hold.names: array expected");
                    message.names = $Array(object.names.length);
                    for (let i = 0; i < object.names.length; ++i)
                        message.names[i] = $String(object.names[i]);
                }
                return message;
            };

            /**
             * Creates a plain object from a Hold message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Hold
             * @static
             * @param {muster.v1.Hold} message Hold
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Hold.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.names = [];
                if (options.defaults) {
                    object.resource = "";
                    object.amount = 0;
                }
                if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
                    object.resource = message.resource;
                if (message.amount != null && $Object.hasOwnProperty.call(message, "amount"))
                    object.amount = options.json && !$isFinite(message.amount) ? $String(message.amount) : message.amount;
                if (message.names && message.names.length) {
                    object.names = $Array(message.names.length);
                    for (let j = 0; j < message.names.length; ++j)
                        object.names[j] = message.names[j];
                }
                return object;
            };

            /**
             * Converts this Hold to JSON.
             * @function toJSON
             * @memberof muster.v1.Hold
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Hold.prototype.toJSON = function() {
                return Hold.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Hold;
        })();

        v1.Holds = (function() {

            /**
             * Properties of a Holds.
             * @typedef {Object} muster.v1.Holds.$Properties
             * @property {Array.<muster.v1.Hold.$Properties>|null} [holds] Holds holds
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Holds.
             * @memberof muster.v1
             * @interface IHolds
             * @augments muster.v1.Holds.$Properties
             * @deprecated Use muster.v1.Holds.$Properties instead.
             */

            /**
             * Shape of a Holds.
             * @typedef {muster.v1.Holds.$Properties} muster.v1.Holds.$Shape
             */

            /**
             * Constructs a new Holds.
             * @memberof muster.v1
             * @classdesc Represents a Holds.
             * @constructor
             * @param {muster.v1.Holds.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Holds = function (properties) {
                this.holds = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Holds holds.
             * @member {Array.<muster.v1.Hold.$Properties>} holds
             * @memberof muster.v1.Holds
             * @instance
             */
            Holds.prototype.holds = $util.emptyArray;

            /**
             * Encodes the specified Holds message. Does not implicitly {@link muster.v1.Holds.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Holds
             * @static
             * @param {muster.v1.Holds.$Properties} message Holds message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Holds.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.holds != null && message.holds.length)
                    for (let i = 0; i < message.holds.length; ++i)
                        $root.muster.v1.Hold.encode(message.holds[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Holds message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Holds
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Holds & muster.v1.Holds.$Shape} Holds
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Holds.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Holds();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.holds && message.holds.length))
                                message.holds = [];
                            message.holds.push($root.muster.v1.Hold.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Holds message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Holds
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Holds} Holds
             */
            Holds.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Holds)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Holds: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Holds();
                if (object.holds) {
                    if (!$Array.isArray(object.holds))
                        throw $TypeError(".muster.v1.Holds.holds: array expected");
                    message.holds = $Array(object.holds.length);
                    for (let i = 0; i < object.holds.length; ++i) {
                        if (!$util.isObject(object.holds[i]))
                            throw $TypeError(".muster.v1.Holds.holds: object expected");
                        message.holds[i] = $root.muster.v1.Hold.fromObject(object.holds[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a Holds message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Holds
             * @static
             * @param {muster.v1.Holds} message Holds
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Holds.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.holds = [];
                if (message.holds && message.holds.length) {
                    object.holds = $Array(message.holds.length);
                    for (let j = 0; j < message.holds.length; ++j)
                        object.holds[j] = $root.muster.v1.Hold.toObject(message.holds[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this Holds to JSON.
             * @function toJSON
             * @memberof muster.v1.Holds
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Holds.prototype.toJSON = function() {
                return Holds.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Holds;
        })();

        v1.DigestEntry = (function() {

            /**
             * Properties of a DigestEntry.
             * @typedef {Object} muster.v1.DigestEntry.$Properties
             * @property {muster.v1.AttemptReport.$Properties|null} [report] DigestEntry report
             * @property {string|null} [jobId] DigestEntry jobId
             * @property {string|null} [taskId] DigestEntry taskId
             * @property {string|null} [instrumentId] DigestEntry instrumentId
             * @property {number|null} [fence] DigestEntry fence
             * @property {string|null} [activity] DigestEntry activity
             * @property {muster.v1.Batch.$Properties|null} [batch] DigestEntry batch
             * @property {muster.v1.Holds.$Properties|null} [holds] DigestEntry holds
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DigestEntry.
             * @memberof muster.v1
             * @interface IDigestEntry
             * @augments muster.v1.DigestEntry.$Properties
             * @deprecated Use muster.v1.DigestEntry.$Properties instead.
             */

            /**
             * Shape of a DigestEntry.
             * @typedef {muster.v1.DigestEntry.$Properties} muster.v1.DigestEntry.$Shape
             */

            /**
             * Constructs a new DigestEntry.
             * @memberof muster.v1
             * @classdesc Represents a DigestEntry.
             * @constructor
             * @param {muster.v1.DigestEntry.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DigestEntry = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DigestEntry report.
             * @member {muster.v1.AttemptReport.$Properties|null|undefined} report
             * @memberof muster.v1.DigestEntry
             * @instance
             */
            DigestEntry.prototype.report = null;

            /**
             * DigestEntry jobId.
             * @member {string} jobId
             * @memberof muster.v1.DigestEntry
             * @instance
             */
            DigestEntry.prototype.jobId = "";

            /**
             * DigestEntry taskId.
             * @member {string} taskId
             * @memberof muster.v1.DigestEntry
             * @instance
             */
            DigestEntry.prototype.taskId = "";

            /**
             * DigestEntry instrumentId.
             * @member {string} instrumentId
             * @memberof muster.v1.DigestEntry
             * @instance
             */
            DigestEntry.prototype.instrumentId = "";

            /**
             * DigestEntry fence.
             * @member {number} fence
             * @memberof muster.v1.DigestEntry
             * @instance
             */
            DigestEntry.prototype.fence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DigestEntry activity.
             * @member {string} activity
             * @memberof muster.v1.DigestEntry
             * @instance
             */
            DigestEntry.prototype.activity = "";

            /**
             * DigestEntry batch.
             * @member {muster.v1.Batch.$Properties|null|undefined} batch
             * @memberof muster.v1.DigestEntry
             * @instance
             */
            DigestEntry.prototype.batch = null;

            /**
             * DigestEntry holds.
             * @member {muster.v1.Holds.$Properties|null|undefined} holds
             * @memberof muster.v1.DigestEntry
             * @instance
             */
            DigestEntry.prototype.holds = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(DigestEntry.prototype, "_batch", {
                get: $util.oneOfGetter($oneOfFields = ["batch"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(DigestEntry.prototype, "_holds", {
                get: $util.oneOfGetter($oneOfFields = ["holds"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified DigestEntry message. Does not implicitly {@link muster.v1.DigestEntry.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.DigestEntry
             * @static
             * @param {muster.v1.DigestEntry.$Properties} message DigestEntry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DigestEntry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.report != null && $Object.hasOwnProperty.call(message, "report"))
                    $root.muster.v1.AttemptReport.encode(message.report, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.jobId);
                if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId") && message.taskId !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.taskId);
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId") && message.instrumentId !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.instrumentId);
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence") && (typeof message.fence === "object" ? message.fence.low || message.fence.high : message.fence !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.fence);
                if (message.activity != null && $Object.hasOwnProperty.call(message, "activity") && message.activity !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.activity);
                if (message.batch != null && $Object.hasOwnProperty.call(message, "batch"))
                    $root.muster.v1.Batch.encode(message.batch, writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
                if (message.holds != null && $Object.hasOwnProperty.call(message, "holds"))
                    $root.muster.v1.Holds.encode(message.holds, writer.uint32(/* id 21, wireType 2 =*/170).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DigestEntry message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.DigestEntry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.DigestEntry & muster.v1.DigestEntry.$Shape} DigestEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DigestEntry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.DigestEntry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.report = $root.muster.v1.AttemptReport.decode(reader, reader.size(), $undefined, _depth + 1, message.report);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.jobId = value;
                            else
                                delete message.jobId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.taskId = value;
                            else
                                delete message.taskId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.instrumentId = value;
                            else
                                delete message.instrumentId;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.fence = value;
                            else
                                delete message.fence;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.activity = value;
                            else
                                delete message.activity;
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            message.batch = $root.muster.v1.Batch.decode(reader, reader.size(), $undefined, _depth + 1, message.batch);
                            message._batch = "batch";
                            continue;
                        }
                    case 21: {
                            if (wireType !== 2)
                                break;
                            message.holds = $root.muster.v1.Holds.decode(reader, reader.size(), $undefined, _depth + 1, message.holds);
                            message._holds = "holds";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a DigestEntry message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.DigestEntry
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.DigestEntry} DigestEntry
             */
            DigestEntry.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.DigestEntry)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.DigestEntry: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.DigestEntry();
                if (object.report != null) {
                    if (!$util.isObject(object.report))
                        throw $TypeError(".muster.v1.DigestEntry.report: object expected");
                    message.report = $root.muster.v1.AttemptReport.fromObject(object.report, _depth + 1);
                }
                if (object.jobId != null)
                    if (typeof object.jobId !== "string" || object.jobId.length)
                        message.jobId = $String(object.jobId);
                if (object.taskId != null)
                    if (typeof object.taskId !== "string" || object.taskId.length)
                        message.taskId = $String(object.taskId);
                if (object.instrumentId != null)
                    if (typeof object.instrumentId !== "string" || object.instrumentId.length)
                        message.instrumentId = $String(object.instrumentId);
                if (object.fence != null)
                    if (typeof object.fence === "object" ? object.fence.low || object.fence.high : $Number(object.fence) !== 0)
                        if ($util.Long)
                            message.fence = $util.Long.fromValue(object.fence, true);
                        else if (typeof object.fence === "string")
                            message.fence = $parseInt(object.fence, 10);
                        else if (typeof object.fence === "number")
                            message.fence = object.fence;
                        else if (typeof object.fence === "object")
                            message.fence = new $util.LongBits(object.fence.low >>> 0, object.fence.high >>> 0).toNumber(true);
                if (object.activity != null)
                    if (typeof object.activity !== "string" || object.activity.length)
                        message.activity = $String(object.activity);
                if (object.batch != null) {
                    if (!$util.isObject(object.batch))
                        throw $TypeError(".muster.v1.DigestEntry.batch: object expected");
                    message.batch = $root.muster.v1.Batch.fromObject(object.batch, _depth + 1);
                }
                if (object.holds != null) {
                    if (!$util.isObject(object.holds))
                        throw $TypeError(".muster.v1.DigestEntry.holds: object expected");
                    message.holds = $root.muster.v1.Holds.fromObject(object.holds, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from a DigestEntry message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.DigestEntry
             * @static
             * @param {muster.v1.DigestEntry} message DigestEntry
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            DigestEntry.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.report = null;
                    object.jobId = "";
                    object.taskId = "";
                    object.instrumentId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.fence = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.fence = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.activity = "";
                }
                if (message.report != null && $Object.hasOwnProperty.call(message, "report"))
                    object.report = $root.muster.v1.AttemptReport.toObject(message.report, options, _depth + 1);
                if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId"))
                    object.jobId = message.jobId;
                if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId"))
                    object.taskId = message.taskId;
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId"))
                    object.instrumentId = message.instrumentId;
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.fence = typeof message.fence === "number" ? $BigInt(message.fence) : $util.Long.fromBits(message.fence.low >>> 0, message.fence.high >>> 0, true).toBigInt();
                    else if (typeof message.fence === "number")
                        object.fence = options.longs === $String ? $String(message.fence) : message.fence;
                    else
                        object.fence = options.longs === $String ? $util.Long.prototype.toString.call(message.fence) : options.longs === $Number ? new $util.LongBits(message.fence.low >>> 0, message.fence.high >>> 0).toNumber(true) : message.fence;
                if (message.activity != null && $Object.hasOwnProperty.call(message, "activity"))
                    object.activity = message.activity;
                if (message.batch != null && $Object.hasOwnProperty.call(message, "batch"))
                    object.batch = $root.muster.v1.Batch.toObject(message.batch, options, _depth + 1);
                if (message.holds != null && $Object.hasOwnProperty.call(message, "holds"))
                    object.holds = $root.muster.v1.Holds.toObject(message.holds, options, _depth + 1);
                return object;
            };

            /**
             * Converts this DigestEntry to JSON.
             * @function toJSON
             * @memberof muster.v1.DigestEntry
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            DigestEntry.prototype.toJSON = function() {
                return DigestEntry.toObject(this, $protobuf.util.toJSONOptions);
            };

            return DigestEntry;
        })();

        v1.InstrumentFence = (function() {

            /**
             * Properties of an InstrumentFence.
             * @typedef {Object} muster.v1.InstrumentFence.$Properties
             * @property {string|null} [instrumentId] InstrumentFence instrumentId
             * @property {number|null} [fence] InstrumentFence fence
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InstrumentFence.
             * @memberof muster.v1
             * @interface IInstrumentFence
             * @augments muster.v1.InstrumentFence.$Properties
             * @deprecated Use muster.v1.InstrumentFence.$Properties instead.
             */

            /**
             * Shape of an InstrumentFence.
             * @typedef {muster.v1.InstrumentFence.$Properties} muster.v1.InstrumentFence.$Shape
             */

            /**
             * Constructs a new InstrumentFence.
             * @memberof muster.v1
             * @classdesc Represents an InstrumentFence.
             * @constructor
             * @param {muster.v1.InstrumentFence.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InstrumentFence = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * InstrumentFence instrumentId.
             * @member {string} instrumentId
             * @memberof muster.v1.InstrumentFence
             * @instance
             */
            InstrumentFence.prototype.instrumentId = "";

            /**
             * InstrumentFence fence.
             * @member {number} fence
             * @memberof muster.v1.InstrumentFence
             * @instance
             */
            InstrumentFence.prototype.fence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified InstrumentFence message. Does not implicitly {@link muster.v1.InstrumentFence.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.InstrumentFence
             * @static
             * @param {muster.v1.InstrumentFence.$Properties} message InstrumentFence message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InstrumentFence.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId") && message.instrumentId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.instrumentId);
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence") && (typeof message.fence === "object" ? message.fence.low || message.fence.high : message.fence !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.fence);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InstrumentFence message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.InstrumentFence
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.InstrumentFence & muster.v1.InstrumentFence.$Shape} InstrumentFence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InstrumentFence.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.InstrumentFence();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.instrumentId = value;
                            else
                                delete message.instrumentId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.fence = value;
                            else
                                delete message.fence;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an InstrumentFence message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.InstrumentFence
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.InstrumentFence} InstrumentFence
             */
            InstrumentFence.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.InstrumentFence)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.InstrumentFence: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.InstrumentFence();
                if (object.instrumentId != null)
                    if (typeof object.instrumentId !== "string" || object.instrumentId.length)
                        message.instrumentId = $String(object.instrumentId);
                if (object.fence != null)
                    if (typeof object.fence === "object" ? object.fence.low || object.fence.high : $Number(object.fence) !== 0)
                        if ($util.Long)
                            message.fence = $util.Long.fromValue(object.fence, true);
                        else if (typeof object.fence === "string")
                            message.fence = $parseInt(object.fence, 10);
                        else if (typeof object.fence === "number")
                            message.fence = object.fence;
                        else if (typeof object.fence === "object")
                            message.fence = new $util.LongBits(object.fence.low >>> 0, object.fence.high >>> 0).toNumber(true);
                return message;
            };

            /**
             * Creates a plain object from an InstrumentFence message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.InstrumentFence
             * @static
             * @param {muster.v1.InstrumentFence} message InstrumentFence
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            InstrumentFence.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.instrumentId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.fence = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.fence = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId"))
                    object.instrumentId = message.instrumentId;
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.fence = typeof message.fence === "number" ? $BigInt(message.fence) : $util.Long.fromBits(message.fence.low >>> 0, message.fence.high >>> 0, true).toBigInt();
                    else if (typeof message.fence === "number")
                        object.fence = options.longs === $String ? $String(message.fence) : message.fence;
                    else
                        object.fence = options.longs === $String ? $util.Long.prototype.toString.call(message.fence) : options.longs === $Number ? new $util.LongBits(message.fence.low >>> 0, message.fence.high >>> 0).toNumber(true) : message.fence;
                return object;
            };

            /**
             * Converts this InstrumentFence to JSON.
             * @function toJSON
             * @memberof muster.v1.InstrumentFence
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            InstrumentFence.prototype.toJSON = function() {
                return InstrumentFence.toObject(this, $protobuf.util.toJSONOptions);
            };

            return InstrumentFence;
        })();

        v1.UpSync = (function() {

            /**
             * Properties of an UpSync.
             * @typedef {Object} muster.v1.UpSync.$Properties
             * @property {muster.v1.UpHeader.$Properties|null} [header] UpSync header
             * @property {string|null} [token] UpSync token
             * @property {string|null} [challenge] UpSync challenge
             * @property {string|null} [storeId] UpSync storeId
             * @property {number|null} [epoch] UpSync epoch
             * @property {number|null} [storeWrites] UpSync storeWrites
             * @property {number|null} [firstSequence] UpSync firstSequence
             * @property {Array.<muster.v1.DigestEntry.$Properties>|null} [attempts] UpSync attempts
             * @property {Array.<muster.v1.InstrumentFence.$Properties>|null} [fences] UpSync fences
             * @property {boolean|null} [history] UpSync history
             * @property {muster.v1.ReadinessChanges.$Properties|null} [readiness] UpSync readiness
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UpSync.
             * @memberof muster.v1
             * @interface IUpSync
             * @augments muster.v1.UpSync.$Properties
             * @deprecated Use muster.v1.UpSync.$Properties instead.
             */

            /**
             * Shape of an UpSync.
             * @typedef {muster.v1.UpSync.$Properties} muster.v1.UpSync.$Shape
             */

            /**
             * Constructs a new UpSync.
             * @memberof muster.v1
             * @classdesc Represents an UpSync.
             * @constructor
             * @param {muster.v1.UpSync.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UpSync = function (properties) {
                this.attempts = [];
                this.fences = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UpSync header.
             * @member {muster.v1.UpHeader.$Properties|null|undefined} header
             * @memberof muster.v1.UpSync
             * @instance
             */
            UpSync.prototype.header = null;

            /**
             * UpSync token.
             * @member {string} token
             * @memberof muster.v1.UpSync
             * @instance
             */
            UpSync.prototype.token = "";

            /**
             * UpSync challenge.
             * @member {string|null|undefined} challenge
             * @memberof muster.v1.UpSync
             * @instance
             */
            UpSync.prototype.challenge = null;

            /**
             * UpSync storeId.
             * @member {string|null|undefined} storeId
             * @memberof muster.v1.UpSync
             * @instance
             */
            UpSync.prototype.storeId = null;

            /**
             * UpSync epoch.
             * @member {number} epoch
             * @memberof muster.v1.UpSync
             * @instance
             */
            UpSync.prototype.epoch = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * UpSync storeWrites.
             * @member {number} storeWrites
             * @memberof muster.v1.UpSync
             * @instance
             */
            UpSync.prototype.storeWrites = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * UpSync firstSequence.
             * @member {number} firstSequence
             * @memberof muster.v1.UpSync
             * @instance
             */
            UpSync.prototype.firstSequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * UpSync attempts.
             * @member {Array.<muster.v1.DigestEntry.$Properties>} attempts
             * @memberof muster.v1.UpSync
             * @instance
             */
            UpSync.prototype.attempts = $util.emptyArray;

            /**
             * UpSync fences.
             * @member {Array.<muster.v1.InstrumentFence.$Properties>} fences
             * @memberof muster.v1.UpSync
             * @instance
             */
            UpSync.prototype.fences = $util.emptyArray;

            /**
             * UpSync history.
             * @member {boolean} history
             * @memberof muster.v1.UpSync
             * @instance
             */
            UpSync.prototype.history = false;

            /**
             * UpSync readiness.
             * @member {muster.v1.ReadinessChanges.$Properties|null|undefined} readiness
             * @memberof muster.v1.UpSync
             * @instance
             */
            UpSync.prototype.readiness = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(UpSync.prototype, "_challenge", {
                get: $util.oneOfGetter($oneOfFields = ["challenge"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(UpSync.prototype, "_storeId", {
                get: $util.oneOfGetter($oneOfFields = ["storeId"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(UpSync.prototype, "_readiness", {
                get: $util.oneOfGetter($oneOfFields = ["readiness"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified UpSync message. Does not implicitly {@link muster.v1.UpSync.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.UpSync
             * @static
             * @param {muster.v1.UpSync.$Properties} message UpSync message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UpSync.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.UpHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.token != null && $Object.hasOwnProperty.call(message, "token") && message.token !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.token);
                if (message.challenge != null && $Object.hasOwnProperty.call(message, "challenge"))
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.challenge);
                if (message.storeId != null && $Object.hasOwnProperty.call(message, "storeId"))
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.storeId);
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && (typeof message.epoch === "object" ? message.epoch.low || message.epoch.high : message.epoch !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.epoch);
                if (message.storeWrites != null && $Object.hasOwnProperty.call(message, "storeWrites") && (typeof message.storeWrites === "object" ? message.storeWrites.low || message.storeWrites.high : message.storeWrites !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.storeWrites);
                if (message.firstSequence != null && $Object.hasOwnProperty.call(message, "firstSequence") && (typeof message.firstSequence === "object" ? message.firstSequence.low || message.firstSequence.high : message.firstSequence !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.firstSequence);
                if (message.attempts != null && message.attempts.length)
                    for (let i = 0; i < message.attempts.length; ++i)
                        $root.muster.v1.DigestEntry.encode(message.attempts[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.fences != null && message.fences.length)
                    for (let i = 0; i < message.fences.length; ++i)
                        $root.muster.v1.InstrumentFence.encode(message.fences[i], writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.history != null && $Object.hasOwnProperty.call(message, "history") && message.history !== false)
                    writer.uint32(/* id 10, wireType 0 =*/80).bool(message.history);
                if (message.readiness != null && $Object.hasOwnProperty.call(message, "readiness"))
                    $root.muster.v1.ReadinessChanges.encode(message.readiness, writer.uint32(/* id 30, wireType 2 =*/242).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UpSync message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.UpSync
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.UpSync & muster.v1.UpSync.$Shape} UpSync
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UpSync.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.UpSync();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.UpHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.token = value;
                            else
                                delete message.token;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.challenge = reader.stringVerify();
                            message._challenge = "challenge";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.storeId = reader.stringVerify();
                            message._storeId = "storeId";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.storeWrites = value;
                            else
                                delete message.storeWrites;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.firstSequence = value;
                            else
                                delete message.firstSequence;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.attempts && message.attempts.length))
                                message.attempts = [];
                            message.attempts.push($root.muster.v1.DigestEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.fences && message.fences.length))
                                message.fences = [];
                            message.fences.push($root.muster.v1.InstrumentFence.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.history = value;
                            else
                                delete message.history;
                            continue;
                        }
                    case 30: {
                            if (wireType !== 2)
                                break;
                            message.readiness = $root.muster.v1.ReadinessChanges.decode(reader, reader.size(), $undefined, _depth + 1, message.readiness);
                            message._readiness = "readiness";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an UpSync message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.UpSync
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.UpSync} UpSync
             */
            UpSync.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.UpSync)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.UpSync: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.UpSync();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.UpSync.header: object expected");
                    message.header = $root.muster.v1.UpHeader.fromObject(object.header, _depth + 1);
                }
                if (object.token != null)
                    if (typeof object.token !== "string" || object.token.length)
                        message.token = $String(object.token);
                if (object.challenge != null)
                    message.challenge = $String(object.challenge);
                if (object.storeId != null)
                    message.storeId = $String(object.storeId);
                if (object.epoch != null)
                    if (typeof object.epoch === "object" ? object.epoch.low || object.epoch.high : $Number(object.epoch) !== 0)
                        if ($util.Long)
                            message.epoch = $util.Long.fromValue(object.epoch, true);
                        else if (typeof object.epoch === "string")
                            message.epoch = $parseInt(object.epoch, 10);
                        else if (typeof object.epoch === "number")
                            message.epoch = object.epoch;
                        else if (typeof object.epoch === "object")
                            message.epoch = new $util.LongBits(object.epoch.low >>> 0, object.epoch.high >>> 0).toNumber(true);
                if (object.storeWrites != null)
                    if (typeof object.storeWrites === "object" ? object.storeWrites.low || object.storeWrites.high : $Number(object.storeWrites) !== 0)
                        if ($util.Long)
                            message.storeWrites = $util.Long.fromValue(object.storeWrites, true);
                        else if (typeof object.storeWrites === "string")
                            message.storeWrites = $parseInt(object.storeWrites, 10);
                        else if (typeof object.storeWrites === "number")
                            message.storeWrites = object.storeWrites;
                        else if (typeof object.storeWrites === "object")
                            message.storeWrites = new $util.LongBits(object.storeWrites.low >>> 0, object.storeWrites.high >>> 0).toNumber(true);
                if (object.firstSequence != null)
                    if (typeof object.firstSequence === "object" ? object.firstSequence.low || object.firstSequence.high : $Number(object.firstSequence) !== 0)
                        if ($util.Long)
                            message.firstSequence = $util.Long.fromValue(object.firstSequence, true);
                        else if (typeof object.firstSequence === "string")
                            message.firstSequence = $parseInt(object.firstSequence, 10);
                        else if (typeof object.firstSequence === "number")
                            message.firstSequence = object.firstSequence;
                        else if (typeof object.firstSequence === "object")
                            message.firstSequence = new $util.LongBits(object.firstSequence.low >>> 0, object.firstSequence.high >>> 0).toNumber(true);
                if (object.attempts) {
                    if (!$Array.isArray(object.attempts))
                        throw $TypeError(".muster.v1.UpSync.attempts: array expected");
                    message.attempts = $Array(object.attempts.length);
                    for (let i = 0; i < object.attempts.length; ++i) {
                        if (!$util.isObject(object.attempts[i]))
                            throw $TypeError(".muster.v1.UpSync.attempts: object expected");
                        message.attempts[i] = $root.muster.v1.DigestEntry.fromObject(object.attempts[i], _depth + 1);
                    }
                }
                if (object.fences) {
                    if (!$Array.isArray(object.fences))
                        throw $TypeError(".muster.v1.UpSync.fences: array expected");
                    message.fences = $Array(object.fences.length);
                    for (let i = 0; i < object.fences.length; ++i) {
                        if (!$util.isObject(object.fences[i]))
                            throw $TypeError(".muster.v1.UpSync.fences: object expected");
                        message.fences[i] = $root.muster.v1.InstrumentFence.fromObject(object.fences[i], _depth + 1);
                    }
                }
                if (object.history != null)
                    if (object.history)
                        message.history = $Boolean(object.history);
                if (object.readiness != null) {
                    if (!$util.isObject(object.readiness))
                        throw $TypeError(".muster.v1.UpSync.readiness: object expected");
                    message.readiness = $root.muster.v1.ReadinessChanges.fromObject(object.readiness, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from an UpSync message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.UpSync
             * @static
             * @param {muster.v1.UpSync} message UpSync
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            UpSync.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.attempts = [];
                    object.fences = [];
                }
                if (options.defaults) {
                    object.header = null;
                    object.token = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.epoch = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.epoch = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.storeWrites = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.storeWrites = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.firstSequence = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.firstSequence = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.history = false;
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.UpHeader.toObject(message.header, options, _depth + 1);
                if (message.token != null && $Object.hasOwnProperty.call(message, "token"))
                    object.token = message.token;
                if (message.challenge != null && $Object.hasOwnProperty.call(message, "challenge"))
                    object.challenge = message.challenge;
                if (message.storeId != null && $Object.hasOwnProperty.call(message, "storeId"))
                    object.storeId = message.storeId;
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.epoch = typeof message.epoch === "number" ? $BigInt(message.epoch) : $util.Long.fromBits(message.epoch.low >>> 0, message.epoch.high >>> 0, true).toBigInt();
                    else if (typeof message.epoch === "number")
                        object.epoch = options.longs === $String ? $String(message.epoch) : message.epoch;
                    else
                        object.epoch = options.longs === $String ? $util.Long.prototype.toString.call(message.epoch) : options.longs === $Number ? new $util.LongBits(message.epoch.low >>> 0, message.epoch.high >>> 0).toNumber(true) : message.epoch;
                if (message.storeWrites != null && $Object.hasOwnProperty.call(message, "storeWrites"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.storeWrites = typeof message.storeWrites === "number" ? $BigInt(message.storeWrites) : $util.Long.fromBits(message.storeWrites.low >>> 0, message.storeWrites.high >>> 0, true).toBigInt();
                    else if (typeof message.storeWrites === "number")
                        object.storeWrites = options.longs === $String ? $String(message.storeWrites) : message.storeWrites;
                    else
                        object.storeWrites = options.longs === $String ? $util.Long.prototype.toString.call(message.storeWrites) : options.longs === $Number ? new $util.LongBits(message.storeWrites.low >>> 0, message.storeWrites.high >>> 0).toNumber(true) : message.storeWrites;
                if (message.firstSequence != null && $Object.hasOwnProperty.call(message, "firstSequence"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.firstSequence = typeof message.firstSequence === "number" ? $BigInt(message.firstSequence) : $util.Long.fromBits(message.firstSequence.low >>> 0, message.firstSequence.high >>> 0, true).toBigInt();
                    else if (typeof message.firstSequence === "number")
                        object.firstSequence = options.longs === $String ? $String(message.firstSequence) : message.firstSequence;
                    else
                        object.firstSequence = options.longs === $String ? $util.Long.prototype.toString.call(message.firstSequence) : options.longs === $Number ? new $util.LongBits(message.firstSequence.low >>> 0, message.firstSequence.high >>> 0).toNumber(true) : message.firstSequence;
                if (message.attempts && message.attempts.length) {
                    object.attempts = $Array(message.attempts.length);
                    for (let j = 0; j < message.attempts.length; ++j)
                        object.attempts[j] = $root.muster.v1.DigestEntry.toObject(message.attempts[j], options, _depth + 1);
                }
                if (message.fences && message.fences.length) {
                    object.fences = $Array(message.fences.length);
                    for (let j = 0; j < message.fences.length; ++j)
                        object.fences[j] = $root.muster.v1.InstrumentFence.toObject(message.fences[j], options, _depth + 1);
                }
                if (message.history != null && $Object.hasOwnProperty.call(message, "history"))
                    object.history = message.history;
                if (message.readiness != null && $Object.hasOwnProperty.call(message, "readiness"))
                    object.readiness = $root.muster.v1.ReadinessChanges.toObject(message.readiness, options, _depth + 1);
                return object;
            };

            /**
             * Converts this UpSync to JSON.
             * @function toJSON
             * @memberof muster.v1.UpSync
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            UpSync.prototype.toJSON = function() {
                return UpSync.toObject(this, $protobuf.util.toJSONOptions);
            };

            return UpSync;
        })();

        v1.DownHeader = (function() {

            /**
             * Properties of a DownHeader.
             * @typedef {Object} muster.v1.DownHeader.$Properties
             * @property {number|null} [epoch] DownHeader epoch
             * @property {string|null} [leadId] DownHeader leadId
             * @property {string|null} [storeId] DownHeader storeId
             * @property {number|null} [storeWrites] DownHeader storeWrites
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DownHeader.
             * @memberof muster.v1
             * @interface IDownHeader
             * @augments muster.v1.DownHeader.$Properties
             * @deprecated Use muster.v1.DownHeader.$Properties instead.
             */

            /**
             * Shape of a DownHeader.
             * @typedef {muster.v1.DownHeader.$Properties} muster.v1.DownHeader.$Shape
             */

            /**
             * Constructs a new DownHeader.
             * @memberof muster.v1
             * @classdesc Represents a DownHeader.
             * @constructor
             * @param {muster.v1.DownHeader.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DownHeader = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DownHeader epoch.
             * @member {number} epoch
             * @memberof muster.v1.DownHeader
             * @instance
             */
            DownHeader.prototype.epoch = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DownHeader leadId.
             * @member {string} leadId
             * @memberof muster.v1.DownHeader
             * @instance
             */
            DownHeader.prototype.leadId = "";

            /**
             * DownHeader storeId.
             * @member {string} storeId
             * @memberof muster.v1.DownHeader
             * @instance
             */
            DownHeader.prototype.storeId = "";

            /**
             * DownHeader storeWrites.
             * @member {number} storeWrites
             * @memberof muster.v1.DownHeader
             * @instance
             */
            DownHeader.prototype.storeWrites = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified DownHeader message. Does not implicitly {@link muster.v1.DownHeader.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.DownHeader
             * @static
             * @param {muster.v1.DownHeader.$Properties} message DownHeader message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DownHeader.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && (typeof message.epoch === "object" ? message.epoch.low || message.epoch.high : message.epoch !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.epoch);
                if (message.leadId != null && $Object.hasOwnProperty.call(message, "leadId") && message.leadId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.leadId);
                if (message.storeId != null && $Object.hasOwnProperty.call(message, "storeId") && message.storeId !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.storeId);
                if (message.storeWrites != null && $Object.hasOwnProperty.call(message, "storeWrites") && (typeof message.storeWrites === "object" ? message.storeWrites.low || message.storeWrites.high : message.storeWrites !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.storeWrites);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DownHeader message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.DownHeader
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.DownHeader & muster.v1.DownHeader.$Shape} DownHeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DownHeader.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.DownHeader();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.leadId = value;
                            else
                                delete message.leadId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.storeId = value;
                            else
                                delete message.storeId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.storeWrites = value;
                            else
                                delete message.storeWrites;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a DownHeader message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.DownHeader
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.DownHeader} DownHeader
             */
            DownHeader.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.DownHeader)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.DownHeader: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.DownHeader();
                if (object.epoch != null)
                    if (typeof object.epoch === "object" ? object.epoch.low || object.epoch.high : $Number(object.epoch) !== 0)
                        if ($util.Long)
                            message.epoch = $util.Long.fromValue(object.epoch, true);
                        else if (typeof object.epoch === "string")
                            message.epoch = $parseInt(object.epoch, 10);
                        else if (typeof object.epoch === "number")
                            message.epoch = object.epoch;
                        else if (typeof object.epoch === "object")
                            message.epoch = new $util.LongBits(object.epoch.low >>> 0, object.epoch.high >>> 0).toNumber(true);
                if (object.leadId != null)
                    if (typeof object.leadId !== "string" || object.leadId.length)
                        message.leadId = $String(object.leadId);
                if (object.storeId != null)
                    if (typeof object.storeId !== "string" || object.storeId.length)
                        message.storeId = $String(object.storeId);
                if (object.storeWrites != null)
                    if (typeof object.storeWrites === "object" ? object.storeWrites.low || object.storeWrites.high : $Number(object.storeWrites) !== 0)
                        if ($util.Long)
                            message.storeWrites = $util.Long.fromValue(object.storeWrites, true);
                        else if (typeof object.storeWrites === "string")
                            message.storeWrites = $parseInt(object.storeWrites, 10);
                        else if (typeof object.storeWrites === "number")
                            message.storeWrites = object.storeWrites;
                        else if (typeof object.storeWrites === "object")
                            message.storeWrites = new $util.LongBits(object.storeWrites.low >>> 0, object.storeWrites.high >>> 0).toNumber(true);
                return message;
            };

            /**
             * Creates a plain object from a DownHeader message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.DownHeader
             * @static
             * @param {muster.v1.DownHeader} message DownHeader
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            DownHeader.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.epoch = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.epoch = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.leadId = "";
                    object.storeId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.storeWrites = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.storeWrites = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.epoch = typeof message.epoch === "number" ? $BigInt(message.epoch) : $util.Long.fromBits(message.epoch.low >>> 0, message.epoch.high >>> 0, true).toBigInt();
                    else if (typeof message.epoch === "number")
                        object.epoch = options.longs === $String ? $String(message.epoch) : message.epoch;
                    else
                        object.epoch = options.longs === $String ? $util.Long.prototype.toString.call(message.epoch) : options.longs === $Number ? new $util.LongBits(message.epoch.low >>> 0, message.epoch.high >>> 0).toNumber(true) : message.epoch;
                if (message.leadId != null && $Object.hasOwnProperty.call(message, "leadId"))
                    object.leadId = message.leadId;
                if (message.storeId != null && $Object.hasOwnProperty.call(message, "storeId"))
                    object.storeId = message.storeId;
                if (message.storeWrites != null && $Object.hasOwnProperty.call(message, "storeWrites"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.storeWrites = typeof message.storeWrites === "number" ? $BigInt(message.storeWrites) : $util.Long.fromBits(message.storeWrites.low >>> 0, message.storeWrites.high >>> 0, true).toBigInt();
                    else if (typeof message.storeWrites === "number")
                        object.storeWrites = options.longs === $String ? $String(message.storeWrites) : message.storeWrites;
                    else
                        object.storeWrites = options.longs === $String ? $util.Long.prototype.toString.call(message.storeWrites) : options.longs === $Number ? new $util.LongBits(message.storeWrites.low >>> 0, message.storeWrites.high >>> 0).toNumber(true) : message.storeWrites;
                return object;
            };

            /**
             * Converts this DownHeader to JSON.
             * @function toJSON
             * @memberof muster.v1.DownHeader
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            DownHeader.prototype.toJSON = function() {
                return DownHeader.toObject(this, $protobuf.util.toJSONOptions);
            };

            return DownHeader;
        })();

        v1.Offer = (function() {

            /**
             * Properties of an Offer.
             * @typedef {Object} muster.v1.Offer.$Properties
             * @property {muster.v1.DownHeader.$Properties|null} [header] Offer header
             * @property {string|null} [attemptId] Offer attemptId
             * @property {string|null} [jobId] Offer jobId
             * @property {string|null} [taskId] Offer taskId
             * @property {string|null} [instrumentId] Offer instrumentId
             * @property {number|null} [fence] Offer fence
             * @property {string|null} [activity] Offer activity
             * @property {string|null} [parametersJson] Offer parametersJson
             * @property {string|null} [awayPolicy] Offer awayPolicy
             * @property {number|null} [awayLimitMs] Offer awayLimitMs
             * @property {string|null} [traceparent] Offer traceparent
             * @property {string|null} [checkpointJson] Offer checkpointJson
             * @property {muster.v1.Batch.$Properties|null} [batch] Offer batch
             * @property {muster.v1.Holds.$Properties|null} [holds] Offer holds
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Offer.
             * @memberof muster.v1
             * @interface IOffer
             * @augments muster.v1.Offer.$Properties
             * @deprecated Use muster.v1.Offer.$Properties instead.
             */

            /**
             * Shape of an Offer.
             * @typedef {muster.v1.Offer.$Properties} muster.v1.Offer.$Shape
             */

            /**
             * Constructs a new Offer.
             * @memberof muster.v1
             * @classdesc Represents an Offer.
             * @constructor
             * @param {muster.v1.Offer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Offer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Offer header.
             * @member {muster.v1.DownHeader.$Properties|null|undefined} header
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.header = null;

            /**
             * Offer attemptId.
             * @member {string} attemptId
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.attemptId = "";

            /**
             * Offer jobId.
             * @member {string} jobId
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.jobId = "";

            /**
             * Offer taskId.
             * @member {string} taskId
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.taskId = "";

            /**
             * Offer instrumentId.
             * @member {string} instrumentId
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.instrumentId = "";

            /**
             * Offer fence.
             * @member {number} fence
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.fence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Offer activity.
             * @member {string} activity
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.activity = "";

            /**
             * Offer parametersJson.
             * @member {string} parametersJson
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.parametersJson = "";

            /**
             * Offer awayPolicy.
             * @member {string} awayPolicy
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.awayPolicy = "";

            /**
             * Offer awayLimitMs.
             * @member {number|null|undefined} awayLimitMs
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.awayLimitMs = null;

            /**
             * Offer traceparent.
             * @member {string|null|undefined} traceparent
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.traceparent = null;

            /**
             * Offer checkpointJson.
             * @member {string|null|undefined} checkpointJson
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.checkpointJson = null;

            /**
             * Offer batch.
             * @member {muster.v1.Batch.$Properties|null|undefined} batch
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.batch = null;

            /**
             * Offer holds.
             * @member {muster.v1.Holds.$Properties|null|undefined} holds
             * @memberof muster.v1.Offer
             * @instance
             */
            Offer.prototype.holds = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Offer.prototype, "_awayLimitMs", {
                get: $util.oneOfGetter($oneOfFields = ["awayLimitMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Offer.prototype, "_traceparent", {
                get: $util.oneOfGetter($oneOfFields = ["traceparent"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Offer.prototype, "_checkpointJson", {
                get: $util.oneOfGetter($oneOfFields = ["checkpointJson"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Offer.prototype, "_batch", {
                get: $util.oneOfGetter($oneOfFields = ["batch"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Offer.prototype, "_holds", {
                get: $util.oneOfGetter($oneOfFields = ["holds"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Offer message. Does not implicitly {@link muster.v1.Offer.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Offer
             * @static
             * @param {muster.v1.Offer.$Properties} message Offer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Offer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.DownHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId") && message.attemptId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.attemptId);
                if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.jobId);
                if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId") && message.taskId !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.taskId);
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId") && message.instrumentId !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.instrumentId);
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence") && (typeof message.fence === "object" ? message.fence.low || message.fence.high : message.fence !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.fence);
                if (message.activity != null && $Object.hasOwnProperty.call(message, "activity") && message.activity !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.activity);
                if (message.parametersJson != null && $Object.hasOwnProperty.call(message, "parametersJson") && message.parametersJson !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.parametersJson);
                if (message.awayPolicy != null && $Object.hasOwnProperty.call(message, "awayPolicy") && message.awayPolicy !== "")
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.awayPolicy);
                if (message.awayLimitMs != null && $Object.hasOwnProperty.call(message, "awayLimitMs"))
                    writer.uint32(/* id 10, wireType 1 =*/81).double(message.awayLimitMs);
                if (message.traceparent != null && $Object.hasOwnProperty.call(message, "traceparent"))
                    writer.uint32(/* id 11, wireType 2 =*/90).string(message.traceparent);
                if (message.checkpointJson != null && $Object.hasOwnProperty.call(message, "checkpointJson"))
                    writer.uint32(/* id 12, wireType 2 =*/98).string(message.checkpointJson);
                if (message.batch != null && $Object.hasOwnProperty.call(message, "batch"))
                    $root.muster.v1.Batch.encode(message.batch, writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
                if (message.holds != null && $Object.hasOwnProperty.call(message, "holds"))
                    $root.muster.v1.Holds.encode(message.holds, writer.uint32(/* id 21, wireType 2 =*/170).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Offer message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Offer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Offer & muster.v1.Offer.$Shape} Offer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Offer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Offer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.DownHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.attemptId = value;
                            else
                                delete message.attemptId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.jobId = value;
                            else
                                delete message.jobId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.taskId = value;
                            else
                                delete message.taskId;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.instrumentId = value;
                            else
                                delete message.instrumentId;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.fence = value;
                            else
                                delete message.fence;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.activity = value;
                            else
                                delete message.activity;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.parametersJson = value;
                            else
                                delete message.parametersJson;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.awayPolicy = value;
                            else
                                delete message.awayPolicy;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 1)
                                break;
                            message.awayLimitMs = reader.double();
                            message._awayLimitMs = "awayLimitMs";
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.traceparent = reader.stringVerify();
                            message._traceparent = "traceparent";
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.checkpointJson = reader.stringVerify();
                            message._checkpointJson = "checkpointJson";
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            message.batch = $root.muster.v1.Batch.decode(reader, reader.size(), $undefined, _depth + 1, message.batch);
                            message._batch = "batch";
                            continue;
                        }
                    case 21: {
                            if (wireType !== 2)
                                break;
                            message.holds = $root.muster.v1.Holds.decode(reader, reader.size(), $undefined, _depth + 1, message.holds);
                            message._holds = "holds";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an Offer message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Offer
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Offer} Offer
             */
            Offer.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Offer)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Offer: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Offer();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.Offer.header: object expected");
                    message.header = $root.muster.v1.DownHeader.fromObject(object.header, _depth + 1);
                }
                if (object.attemptId != null)
                    if (typeof object.attemptId !== "string" || object.attemptId.length)
                        message.attemptId = $String(object.attemptId);
                if (object.jobId != null)
                    if (typeof object.jobId !== "string" || object.jobId.length)
                        message.jobId = $String(object.jobId);
                if (object.taskId != null)
                    if (typeof object.taskId !== "string" || object.taskId.length)
                        message.taskId = $String(object.taskId);
                if (object.instrumentId != null)
                    if (typeof object.instrumentId !== "string" || object.instrumentId.length)
                        message.instrumentId = $String(object.instrumentId);
                if (object.fence != null)
                    if (typeof object.fence === "object" ? object.fence.low || object.fence.high : $Number(object.fence) !== 0)
                        if ($util.Long)
                            message.fence = $util.Long.fromValue(object.fence, true);
                        else if (typeof object.fence === "string")
                            message.fence = $parseInt(object.fence, 10);
                        else if (typeof object.fence === "number")
                            message.fence = object.fence;
                        else if (typeof object.fence === "object")
                            message.fence = new $util.LongBits(object.fence.low >>> 0, object.fence.high >>> 0).toNumber(true);
                if (object.activity != null)
                    if (typeof object.activity !== "string" || object.activity.length)
                        message.activity = $String(object.activity);
                if (object.parametersJson != null)
                    if (typeof object.parametersJson !== "string" || object.parametersJson.length)
                        message.parametersJson = $String(object.parametersJson);
                if (object.awayPolicy != null)
                    if (typeof object.awayPolicy !== "string" || object.awayPolicy.length)
                        message.awayPolicy = $String(object.awayPolicy);
                if (object.awayLimitMs != null)
                    message.awayLimitMs = $Number(object.awayLimitMs);
                if (object.traceparent != null)
                    message.traceparent = $String(object.traceparent);
                if (object.checkpointJson != null)
                    message.checkpointJson = $String(object.checkpointJson);
                if (object.batch != null) {
                    if (!$util.isObject(object.batch))
                        throw $TypeError(".muster.v1.Offer.batch: object expected");
                    message.batch = $root.muster.v1.Batch.fromObject(object.batch, _depth + 1);
                }
                if (object.holds != null) {
                    if (!$util.isObject(object.holds))
                        throw $TypeError(".muster.v1.Offer.holds: object expected");
                    message.holds = $root.muster.v1.Holds.fromObject(object.holds, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from an Offer message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Offer
             * @static
             * @param {muster.v1.Offer} message Offer
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Offer.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.header = null;
                    object.attemptId = "";
                    object.jobId = "";
                    object.taskId = "";
                    object.instrumentId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.fence = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.fence = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.activity = "";
                    object.parametersJson = "";
                    object.awayPolicy = "";
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.DownHeader.toObject(message.header, options, _depth + 1);
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId"))
                    object.attemptId = message.attemptId;
                if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId"))
                    object.jobId = message.jobId;
                if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId"))
                    object.taskId = message.taskId;
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId"))
                    object.instrumentId = message.instrumentId;
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.fence = typeof message.fence === "number" ? $BigInt(message.fence) : $util.Long.fromBits(message.fence.low >>> 0, message.fence.high >>> 0, true).toBigInt();
                    else if (typeof message.fence === "number")
                        object.fence = options.longs === $String ? $String(message.fence) : message.fence;
                    else
                        object.fence = options.longs === $String ? $util.Long.prototype.toString.call(message.fence) : options.longs === $Number ? new $util.LongBits(message.fence.low >>> 0, message.fence.high >>> 0).toNumber(true) : message.fence;
                if (message.activity != null && $Object.hasOwnProperty.call(message, "activity"))
                    object.activity = message.activity;
                if (message.parametersJson != null && $Object.hasOwnProperty.call(message, "parametersJson"))
                    object.parametersJson = message.parametersJson;
                if (message.awayPolicy != null && $Object.hasOwnProperty.call(message, "awayPolicy"))
                    object.awayPolicy = message.awayPolicy;
                if (message.awayLimitMs != null && $Object.hasOwnProperty.call(message, "awayLimitMs"))
                    object.awayLimitMs = options.json && !$isFinite(message.awayLimitMs) ? $String(message.awayLimitMs) : message.awayLimitMs;
                if (message.traceparent != null && $Object.hasOwnProperty.call(message, "traceparent"))
                    object.traceparent = message.traceparent;
                if (message.checkpointJson != null && $Object.hasOwnProperty.call(message, "checkpointJson"))
                    object.checkpointJson = message.checkpointJson;
                if (message.batch != null && $Object.hasOwnProperty.call(message, "batch"))
                    object.batch = $root.muster.v1.Batch.toObject(message.batch, options, _depth + 1);
                if (message.holds != null && $Object.hasOwnProperty.call(message, "holds"))
                    object.holds = $root.muster.v1.Holds.toObject(message.holds, options, _depth + 1);
                return object;
            };

            /**
             * Converts this Offer to JSON.
             * @function toJSON
             * @memberof muster.v1.Offer
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Offer.prototype.toJSON = function() {
                return Offer.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Offer;
        })();

        v1.Grant = (function() {

            /**
             * Properties of a Grant.
             * @typedef {Object} muster.v1.Grant.$Properties
             * @property {muster.v1.DownHeader.$Properties|null} [header] Grant header
             * @property {string|null} [attemptId] Grant attemptId
             * @property {number|null} [fence] Grant fence
             * @property {string|null} [nonce] Grant nonce
             * @property {number|null} [ttlMs] Grant ttlMs
             * @property {string|null} [refusal] Grant refusal
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Grant.
             * @memberof muster.v1
             * @interface IGrant
             * @augments muster.v1.Grant.$Properties
             * @deprecated Use muster.v1.Grant.$Properties instead.
             */

            /**
             * Shape of a Grant.
             * @typedef {muster.v1.Grant.$Properties} muster.v1.Grant.$Shape
             */

            /**
             * Constructs a new Grant.
             * @memberof muster.v1
             * @classdesc Represents a Grant.
             * @constructor
             * @param {muster.v1.Grant.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Grant = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Grant header.
             * @member {muster.v1.DownHeader.$Properties|null|undefined} header
             * @memberof muster.v1.Grant
             * @instance
             */
            Grant.prototype.header = null;

            /**
             * Grant attemptId.
             * @member {string} attemptId
             * @memberof muster.v1.Grant
             * @instance
             */
            Grant.prototype.attemptId = "";

            /**
             * Grant fence.
             * @member {number} fence
             * @memberof muster.v1.Grant
             * @instance
             */
            Grant.prototype.fence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Grant nonce.
             * @member {string} nonce
             * @memberof muster.v1.Grant
             * @instance
             */
            Grant.prototype.nonce = "";

            /**
             * Grant ttlMs.
             * @member {number} ttlMs
             * @memberof muster.v1.Grant
             * @instance
             */
            Grant.prototype.ttlMs = 0;

            /**
             * Grant refusal.
             * @member {string|null|undefined} refusal
             * @memberof muster.v1.Grant
             * @instance
             */
            Grant.prototype.refusal = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Grant.prototype, "_refusal", {
                get: $util.oneOfGetter($oneOfFields = ["refusal"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Grant message. Does not implicitly {@link muster.v1.Grant.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Grant
             * @static
             * @param {muster.v1.Grant.$Properties} message Grant message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Grant.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.DownHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId") && message.attemptId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.attemptId);
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence") && (typeof message.fence === "object" ? message.fence.low || message.fence.high : message.fence !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.fence);
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.nonce);
                if (message.ttlMs != null && $Object.hasOwnProperty.call(message, "ttlMs") && !$Object.is(message.ttlMs, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.ttlMs);
                if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.refusal);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Grant message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Grant
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Grant & muster.v1.Grant.$Shape} Grant
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Grant.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Grant();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.DownHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.attemptId = value;
                            else
                                delete message.attemptId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.fence = value;
                            else
                                delete message.fence;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.nonce = value;
                            else
                                delete message.nonce;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ttlMs = value;
                            else
                                delete message.ttlMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.refusal = reader.stringVerify();
                            message._refusal = "refusal";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Grant message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Grant
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Grant} Grant
             */
            Grant.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Grant)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Grant: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Grant();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.Grant.header: object expected");
                    message.header = $root.muster.v1.DownHeader.fromObject(object.header, _depth + 1);
                }
                if (object.attemptId != null)
                    if (typeof object.attemptId !== "string" || object.attemptId.length)
                        message.attemptId = $String(object.attemptId);
                if (object.fence != null)
                    if (typeof object.fence === "object" ? object.fence.low || object.fence.high : $Number(object.fence) !== 0)
                        if ($util.Long)
                            message.fence = $util.Long.fromValue(object.fence, true);
                        else if (typeof object.fence === "string")
                            message.fence = $parseInt(object.fence, 10);
                        else if (typeof object.fence === "number")
                            message.fence = object.fence;
                        else if (typeof object.fence === "object")
                            message.fence = new $util.LongBits(object.fence.low >>> 0, object.fence.high >>> 0).toNumber(true);
                if (object.nonce != null)
                    if (typeof object.nonce !== "string" || object.nonce.length)
                        message.nonce = $String(object.nonce);
                if (object.ttlMs != null)
                    if (!$Object.is($Number(object.ttlMs), 0))
                        message.ttlMs = $Number(object.ttlMs);
                if (object.refusal != null)
                    message.refusal = $String(object.refusal);
                return message;
            };

            /**
             * Creates a plain object from a Grant message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Grant
             * @static
             * @param {muster.v1.Grant} message Grant
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Grant.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.header = null;
                    object.attemptId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.fence = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.fence = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.nonce = "";
                    object.ttlMs = 0;
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.DownHeader.toObject(message.header, options, _depth + 1);
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId"))
                    object.attemptId = message.attemptId;
                if (message.fence != null && $Object.hasOwnProperty.call(message, "fence"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.fence = typeof message.fence === "number" ? $BigInt(message.fence) : $util.Long.fromBits(message.fence.low >>> 0, message.fence.high >>> 0, true).toBigInt();
                    else if (typeof message.fence === "number")
                        object.fence = options.longs === $String ? $String(message.fence) : message.fence;
                    else
                        object.fence = options.longs === $String ? $util.Long.prototype.toString.call(message.fence) : options.longs === $Number ? new $util.LongBits(message.fence.low >>> 0, message.fence.high >>> 0).toNumber(true) : message.fence;
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce"))
                    object.nonce = message.nonce;
                if (message.ttlMs != null && $Object.hasOwnProperty.call(message, "ttlMs"))
                    object.ttlMs = options.json && !$isFinite(message.ttlMs) ? $String(message.ttlMs) : message.ttlMs;
                if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                    object.refusal = message.refusal;
                return object;
            };

            /**
             * Converts this Grant to JSON.
             * @function toJSON
             * @memberof muster.v1.Grant
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Grant.prototype.toJSON = function() {
                return Grant.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Grant;
        })();

        v1.Control = (function() {

            /**
             * Properties of a Control.
             * @typedef {Object} muster.v1.Control.$Properties
             * @property {muster.v1.DownHeader.$Properties|null} [header] Control header
             * @property {string|null} [attemptId] Control attemptId
             * @property {number|null} [version] Control version
             * @property {string|null} [action] Control action
             * @property {string|null} [end] Control end
             * @property {string|null} [actor] Control actor
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Control.
             * @memberof muster.v1
             * @interface IControl
             * @augments muster.v1.Control.$Properties
             * @deprecated Use muster.v1.Control.$Properties instead.
             */

            /**
             * Shape of a Control.
             * @typedef {muster.v1.Control.$Properties} muster.v1.Control.$Shape
             */

            /**
             * Constructs a new Control.
             * @memberof muster.v1
             * @classdesc Represents a Control.
             * @constructor
             * @param {muster.v1.Control.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Control = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Control header.
             * @member {muster.v1.DownHeader.$Properties|null|undefined} header
             * @memberof muster.v1.Control
             * @instance
             */
            Control.prototype.header = null;

            /**
             * Control attemptId.
             * @member {string} attemptId
             * @memberof muster.v1.Control
             * @instance
             */
            Control.prototype.attemptId = "";

            /**
             * Control version.
             * @member {number} version
             * @memberof muster.v1.Control
             * @instance
             */
            Control.prototype.version = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Control action.
             * @member {string} action
             * @memberof muster.v1.Control
             * @instance
             */
            Control.prototype.action = "";

            /**
             * Control end.
             * @member {string|null|undefined} end
             * @memberof muster.v1.Control
             * @instance
             */
            Control.prototype.end = null;

            /**
             * Control actor.
             * @member {string|null|undefined} actor
             * @memberof muster.v1.Control
             * @instance
             */
            Control.prototype.actor = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Control.prototype, "_end", {
                get: $util.oneOfGetter($oneOfFields = ["end"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Control.prototype, "_actor", {
                get: $util.oneOfGetter($oneOfFields = ["actor"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Control message. Does not implicitly {@link muster.v1.Control.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Control
             * @static
             * @param {muster.v1.Control.$Properties} message Control message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Control.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.DownHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId") && message.attemptId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.attemptId);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.version);
                if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.action);
                if (message.end != null && $Object.hasOwnProperty.call(message, "end"))
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.end);
                if (message.actor != null && $Object.hasOwnProperty.call(message, "actor"))
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.actor);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Control message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Control
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Control & muster.v1.Control.$Shape} Control
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Control.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Control();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.DownHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.attemptId = value;
                            else
                                delete message.attemptId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.action = value;
                            else
                                delete message.action;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.end = reader.stringVerify();
                            message._end = "end";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.actor = reader.stringVerify();
                            message._actor = "actor";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a Control message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Control
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Control} Control
             */
            Control.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Control)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Control: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Control();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.Control.header: object expected");
                    message.header = $root.muster.v1.DownHeader.fromObject(object.header, _depth + 1);
                }
                if (object.attemptId != null)
                    if (typeof object.attemptId !== "string" || object.attemptId.length)
                        message.attemptId = $String(object.attemptId);
                if (object.version != null)
                    if (typeof object.version === "object" ? object.version.low || object.version.high : $Number(object.version) !== 0)
                        if ($util.Long)
                            message.version = $util.Long.fromValue(object.version, true);
                        else if (typeof object.version === "string")
                            message.version = $parseInt(object.version, 10);
                        else if (typeof object.version === "number")
                            message.version = object.version;
                        else if (typeof object.version === "object")
                            message.version = new $util.LongBits(object.version.low >>> 0, object.version.high >>> 0).toNumber(true);
                if (object.action != null)
                    if (typeof object.action !== "string" || object.action.length)
                        message.action = $String(object.action);
                if (object.end != null)
                    message.end = $String(object.end);
                if (object.actor != null)
                    message.actor = $String(object.actor);
                return message;
            };

            /**
             * Creates a plain object from a Control message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Control
             * @static
             * @param {muster.v1.Control} message Control
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Control.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.header = null;
                    object.attemptId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.version = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.version = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.action = "";
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.DownHeader.toObject(message.header, options, _depth + 1);
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId"))
                    object.attemptId = message.attemptId;
                if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.version = typeof message.version === "number" ? $BigInt(message.version) : $util.Long.fromBits(message.version.low >>> 0, message.version.high >>> 0, true).toBigInt();
                    else if (typeof message.version === "number")
                        object.version = options.longs === $String ? $String(message.version) : message.version;
                    else
                        object.version = options.longs === $String ? $util.Long.prototype.toString.call(message.version) : options.longs === $Number ? new $util.LongBits(message.version.low >>> 0, message.version.high >>> 0).toNumber(true) : message.version;
                if (message.action != null && $Object.hasOwnProperty.call(message, "action"))
                    object.action = message.action;
                if (message.end != null && $Object.hasOwnProperty.call(message, "end"))
                    object.end = message.end;
                if (message.actor != null && $Object.hasOwnProperty.call(message, "actor"))
                    object.actor = message.actor;
                return object;
            };

            /**
             * Converts this Control to JSON.
             * @function toJSON
             * @memberof muster.v1.Control
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Control.prototype.toJSON = function() {
                return Control.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Control;
        })();

        v1.Ack = (function() {

            /**
             * Properties of an Ack.
             * @typedef {Object} muster.v1.Ack.$Properties
             * @property {muster.v1.DownHeader.$Properties|null} [header] Ack header
             * @property {string|null} [bootId] Ack bootId
             * @property {number|null} [sequence] Ack sequence
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Ack.
             * @memberof muster.v1
             * @interface IAck
             * @augments muster.v1.Ack.$Properties
             * @deprecated Use muster.v1.Ack.$Properties instead.
             */

            /**
             * Shape of an Ack.
             * @typedef {muster.v1.Ack.$Properties} muster.v1.Ack.$Shape
             */

            /**
             * Constructs a new Ack.
             * @memberof muster.v1
             * @classdesc Represents an Ack.
             * @constructor
             * @param {muster.v1.Ack.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Ack = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Ack header.
             * @member {muster.v1.DownHeader.$Properties|null|undefined} header
             * @memberof muster.v1.Ack
             * @instance
             */
            Ack.prototype.header = null;

            /**
             * Ack bootId.
             * @member {string} bootId
             * @memberof muster.v1.Ack
             * @instance
             */
            Ack.prototype.bootId = "";

            /**
             * Ack sequence.
             * @member {number} sequence
             * @memberof muster.v1.Ack
             * @instance
             */
            Ack.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified Ack message. Does not implicitly {@link muster.v1.Ack.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.Ack
             * @static
             * @param {muster.v1.Ack.$Properties} message Ack message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Ack.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.DownHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.bootId != null && $Object.hasOwnProperty.call(message, "bootId") && message.bootId !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.bootId);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.sequence);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Ack message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.Ack
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.Ack & muster.v1.Ack.$Shape} Ack
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Ack.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.Ack();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.DownHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.bootId = value;
                            else
                                delete message.bootId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates an Ack message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.Ack
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.Ack} Ack
             */
            Ack.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.Ack)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.Ack: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.Ack();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.Ack.header: object expected");
                    message.header = $root.muster.v1.DownHeader.fromObject(object.header, _depth + 1);
                }
                if (object.bootId != null)
                    if (typeof object.bootId !== "string" || object.bootId.length)
                        message.bootId = $String(object.bootId);
                if (object.sequence != null)
                    if (typeof object.sequence === "object" ? object.sequence.low || object.sequence.high : $Number(object.sequence) !== 0)
                        if ($util.Long)
                            message.sequence = $util.Long.fromValue(object.sequence, true);
                        else if (typeof object.sequence === "string")
                            message.sequence = $parseInt(object.sequence, 10);
                        else if (typeof object.sequence === "number")
                            message.sequence = object.sequence;
                        else if (typeof object.sequence === "object")
                            message.sequence = new $util.LongBits(object.sequence.low >>> 0, object.sequence.high >>> 0).toNumber(true);
                return message;
            };

            /**
             * Creates a plain object from an Ack message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.Ack
             * @static
             * @param {muster.v1.Ack} message Ack
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Ack.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.header = null;
                    object.bootId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.sequence = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.sequence = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.DownHeader.toObject(message.header, options, _depth + 1);
                if (message.bootId != null && $Object.hasOwnProperty.call(message, "bootId"))
                    object.bootId = message.bootId;
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.sequence = typeof message.sequence === "number" ? $BigInt(message.sequence) : $util.Long.fromBits(message.sequence.low >>> 0, message.sequence.high >>> 0, true).toBigInt();
                    else if (typeof message.sequence === "number")
                        object.sequence = options.longs === $String ? $String(message.sequence) : message.sequence;
                    else
                        object.sequence = options.longs === $String ? $util.Long.prototype.toString.call(message.sequence) : options.longs === $Number ? new $util.LongBits(message.sequence.low >>> 0, message.sequence.high >>> 0).toNumber(true) : message.sequence;
                return object;
            };

            /**
             * Converts this Ack to JSON.
             * @function toJSON
             * @memberof muster.v1.Ack
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Ack.prototype.toJSON = function() {
                return Ack.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Ack;
        })();

        v1.TelemetryAck = (function() {

            /**
             * Properties of a TelemetryAck.
             * @typedef {Object} muster.v1.TelemetryAck.$Properties
             * @property {muster.v1.DownHeader.$Properties|null} [header] TelemetryAck header
             * @property {string|null} [stream] TelemetryAck stream
             * @property {number|null} [sequence] TelemetryAck sequence
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TelemetryAck.
             * @memberof muster.v1
             * @interface ITelemetryAck
             * @augments muster.v1.TelemetryAck.$Properties
             * @deprecated Use muster.v1.TelemetryAck.$Properties instead.
             */

            /**
             * Shape of a TelemetryAck.
             * @typedef {muster.v1.TelemetryAck.$Properties} muster.v1.TelemetryAck.$Shape
             */

            /**
             * Constructs a new TelemetryAck.
             * @memberof muster.v1
             * @classdesc Represents a TelemetryAck.
             * @constructor
             * @param {muster.v1.TelemetryAck.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TelemetryAck = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TelemetryAck header.
             * @member {muster.v1.DownHeader.$Properties|null|undefined} header
             * @memberof muster.v1.TelemetryAck
             * @instance
             */
            TelemetryAck.prototype.header = null;

            /**
             * TelemetryAck stream.
             * @member {string} stream
             * @memberof muster.v1.TelemetryAck
             * @instance
             */
            TelemetryAck.prototype.stream = "";

            /**
             * TelemetryAck sequence.
             * @member {number} sequence
             * @memberof muster.v1.TelemetryAck
             * @instance
             */
            TelemetryAck.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified TelemetryAck message. Does not implicitly {@link muster.v1.TelemetryAck.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.TelemetryAck
             * @static
             * @param {muster.v1.TelemetryAck.$Properties} message TelemetryAck message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TelemetryAck.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.DownHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.stream != null && $Object.hasOwnProperty.call(message, "stream") && message.stream !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.stream);
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.sequence);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TelemetryAck message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.TelemetryAck
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.TelemetryAck & muster.v1.TelemetryAck.$Shape} TelemetryAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TelemetryAck.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.TelemetryAck();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.DownHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.stream = value;
                            else
                                delete message.stream;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a TelemetryAck message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.TelemetryAck
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.TelemetryAck} TelemetryAck
             */
            TelemetryAck.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.TelemetryAck)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.TelemetryAck: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.TelemetryAck();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.TelemetryAck.header: object expected");
                    message.header = $root.muster.v1.DownHeader.fromObject(object.header, _depth + 1);
                }
                if (object.stream != null)
                    if (typeof object.stream !== "string" || object.stream.length)
                        message.stream = $String(object.stream);
                if (object.sequence != null)
                    if (typeof object.sequence === "object" ? object.sequence.low || object.sequence.high : $Number(object.sequence) !== 0)
                        if ($util.Long)
                            message.sequence = $util.Long.fromValue(object.sequence, true);
                        else if (typeof object.sequence === "string")
                            message.sequence = $parseInt(object.sequence, 10);
                        else if (typeof object.sequence === "number")
                            message.sequence = object.sequence;
                        else if (typeof object.sequence === "object")
                            message.sequence = new $util.LongBits(object.sequence.low >>> 0, object.sequence.high >>> 0).toNumber(true);
                return message;
            };

            /**
             * Creates a plain object from a TelemetryAck message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.TelemetryAck
             * @static
             * @param {muster.v1.TelemetryAck} message TelemetryAck
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            TelemetryAck.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.header = null;
                    object.stream = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.sequence = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.sequence = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.DownHeader.toObject(message.header, options, _depth + 1);
                if (message.stream != null && $Object.hasOwnProperty.call(message, "stream"))
                    object.stream = message.stream;
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.sequence = typeof message.sequence === "number" ? $BigInt(message.sequence) : $util.Long.fromBits(message.sequence.low >>> 0, message.sequence.high >>> 0, true).toBigInt();
                    else if (typeof message.sequence === "number")
                        object.sequence = options.longs === $String ? $String(message.sequence) : message.sequence;
                    else
                        object.sequence = options.longs === $String ? $util.Long.prototype.toString.call(message.sequence) : options.longs === $Number ? new $util.LongBits(message.sequence.low >>> 0, message.sequence.high >>> 0).toNumber(true) : message.sequence;
                return object;
            };

            /**
             * Converts this TelemetryAck to JSON.
             * @function toJSON
             * @memberof muster.v1.TelemetryAck
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            TelemetryAck.prototype.toJSON = function() {
                return TelemetryAck.toObject(this, $protobuf.util.toJSONOptions);
            };

            return TelemetryAck;
        })();

        v1.SyncEntry = (function() {

            /**
             * Properties of a SyncEntry.
             * @typedef {Object} muster.v1.SyncEntry.$Properties
             * @property {string|null} [attemptId] SyncEntry attemptId
             * @property {string|null} [state] SyncEntry state
             * @property {string|null} [instrumentId] SyncEntry instrumentId
             * @property {string|null} [runReference] SyncEntry runReference
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SyncEntry.
             * @memberof muster.v1
             * @interface ISyncEntry
             * @augments muster.v1.SyncEntry.$Properties
             * @deprecated Use muster.v1.SyncEntry.$Properties instead.
             */

            /**
             * Shape of a SyncEntry.
             * @typedef {muster.v1.SyncEntry.$Properties} muster.v1.SyncEntry.$Shape
             */

            /**
             * Constructs a new SyncEntry.
             * @memberof muster.v1
             * @classdesc Represents a SyncEntry.
             * @constructor
             * @param {muster.v1.SyncEntry.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SyncEntry = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SyncEntry attemptId.
             * @member {string} attemptId
             * @memberof muster.v1.SyncEntry
             * @instance
             */
            SyncEntry.prototype.attemptId = "";

            /**
             * SyncEntry state.
             * @member {string} state
             * @memberof muster.v1.SyncEntry
             * @instance
             */
            SyncEntry.prototype.state = "";

            /**
             * SyncEntry instrumentId.
             * @member {string} instrumentId
             * @memberof muster.v1.SyncEntry
             * @instance
             */
            SyncEntry.prototype.instrumentId = "";

            /**
             * SyncEntry runReference.
             * @member {string|null|undefined} runReference
             * @memberof muster.v1.SyncEntry
             * @instance
             */
            SyncEntry.prototype.runReference = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(SyncEntry.prototype, "_runReference", {
                get: $util.oneOfGetter($oneOfFields = ["runReference"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified SyncEntry message. Does not implicitly {@link muster.v1.SyncEntry.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.SyncEntry
             * @static
             * @param {muster.v1.SyncEntry.$Properties} message SyncEntry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SyncEntry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId") && message.attemptId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.attemptId);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.state);
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId") && message.instrumentId !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.instrumentId);
                if (message.runReference != null && $Object.hasOwnProperty.call(message, "runReference"))
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.runReference);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SyncEntry message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.SyncEntry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.SyncEntry & muster.v1.SyncEntry.$Shape} SyncEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SyncEntry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.SyncEntry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.attemptId = value;
                            else
                                delete message.attemptId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.instrumentId = value;
                            else
                                delete message.instrumentId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.runReference = reader.stringVerify();
                            message._runReference = "runReference";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a SyncEntry message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.SyncEntry
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.SyncEntry} SyncEntry
             */
            SyncEntry.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.SyncEntry)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.SyncEntry: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.SyncEntry();
                if (object.attemptId != null)
                    if (typeof object.attemptId !== "string" || object.attemptId.length)
                        message.attemptId = $String(object.attemptId);
                if (object.state != null)
                    if (typeof object.state !== "string" || object.state.length)
                        message.state = $String(object.state);
                if (object.instrumentId != null)
                    if (typeof object.instrumentId !== "string" || object.instrumentId.length)
                        message.instrumentId = $String(object.instrumentId);
                if (object.runReference != null)
                    message.runReference = $String(object.runReference);
                return message;
            };

            /**
             * Creates a plain object from a SyncEntry message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.SyncEntry
             * @static
             * @param {muster.v1.SyncEntry} message SyncEntry
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            SyncEntry.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.attemptId = "";
                    object.state = "";
                    object.instrumentId = "";
                }
                if (message.attemptId != null && $Object.hasOwnProperty.call(message, "attemptId"))
                    object.attemptId = message.attemptId;
                if (message.state != null && $Object.hasOwnProperty.call(message, "state"))
                    object.state = message.state;
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId"))
                    object.instrumentId = message.instrumentId;
                if (message.runReference != null && $Object.hasOwnProperty.call(message, "runReference"))
                    object.runReference = message.runReference;
                return object;
            };

            /**
             * Converts this SyncEntry to JSON.
             * @function toJSON
             * @memberof muster.v1.SyncEntry
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            SyncEntry.prototype.toJSON = function() {
                return SyncEntry.toObject(this, $protobuf.util.toJSONOptions);
            };

            return SyncEntry;
        })();

        v1.ReadinessOrder = (function() {

            /**
             * Properties of a ReadinessOrder.
             * @typedef {Object} muster.v1.ReadinessOrder.$Properties
             * @property {string|null} [instrumentId] ReadinessOrder instrumentId
             * @property {number|null} [version] ReadinessOrder version
             * @property {string|null} [readiness] ReadinessOrder readiness
             * @property {string|null} [by] ReadinessOrder by
             * @property {string|null} [reason] ReadinessOrder reason
             * @property {number|null} [about] ReadinessOrder about
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadinessOrder.
             * @memberof muster.v1
             * @interface IReadinessOrder
             * @augments muster.v1.ReadinessOrder.$Properties
             * @deprecated Use muster.v1.ReadinessOrder.$Properties instead.
             */

            /**
             * Shape of a ReadinessOrder.
             * @typedef {muster.v1.ReadinessOrder.$Properties} muster.v1.ReadinessOrder.$Shape
             */

            /**
             * Constructs a new ReadinessOrder.
             * @memberof muster.v1
             * @classdesc Represents a ReadinessOrder.
             * @constructor
             * @param {muster.v1.ReadinessOrder.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadinessOrder = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReadinessOrder instrumentId.
             * @member {string} instrumentId
             * @memberof muster.v1.ReadinessOrder
             * @instance
             */
            ReadinessOrder.prototype.instrumentId = "";

            /**
             * ReadinessOrder version.
             * @member {number} version
             * @memberof muster.v1.ReadinessOrder
             * @instance
             */
            ReadinessOrder.prototype.version = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * ReadinessOrder readiness.
             * @member {string} readiness
             * @memberof muster.v1.ReadinessOrder
             * @instance
             */
            ReadinessOrder.prototype.readiness = "";

            /**
             * ReadinessOrder by.
             * @member {string} by
             * @memberof muster.v1.ReadinessOrder
             * @instance
             */
            ReadinessOrder.prototype.by = "";

            /**
             * ReadinessOrder reason.
             * @member {string|null|undefined} reason
             * @memberof muster.v1.ReadinessOrder
             * @instance
             */
            ReadinessOrder.prototype.reason = null;

            /**
             * ReadinessOrder about.
             * @member {number} about
             * @memberof muster.v1.ReadinessOrder
             * @instance
             */
            ReadinessOrder.prototype.about = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(ReadinessOrder.prototype, "_reason", {
                get: $util.oneOfGetter($oneOfFields = ["reason"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified ReadinessOrder message. Does not implicitly {@link muster.v1.ReadinessOrder.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.ReadinessOrder
             * @static
             * @param {muster.v1.ReadinessOrder.$Properties} message ReadinessOrder message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadinessOrder.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId") && message.instrumentId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.instrumentId);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.version);
                if (message.readiness != null && $Object.hasOwnProperty.call(message, "readiness") && message.readiness !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.readiness);
                if (message.by != null && $Object.hasOwnProperty.call(message, "by") && message.by !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.by);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.reason);
                if (message.about != null && $Object.hasOwnProperty.call(message, "about") && (typeof message.about === "object" ? message.about.low || message.about.high : message.about !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.about);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadinessOrder message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.ReadinessOrder
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.ReadinessOrder & muster.v1.ReadinessOrder.$Shape} ReadinessOrder
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadinessOrder.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.ReadinessOrder();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.instrumentId = value;
                            else
                                delete message.instrumentId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.readiness = value;
                            else
                                delete message.readiness;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.by = value;
                            else
                                delete message.by;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.reason = reader.stringVerify();
                            message._reason = "reason";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.about = value;
                            else
                                delete message.about;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a ReadinessOrder message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.ReadinessOrder
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.ReadinessOrder} ReadinessOrder
             */
            ReadinessOrder.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.ReadinessOrder)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.ReadinessOrder: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.ReadinessOrder();
                if (object.instrumentId != null)
                    if (typeof object.instrumentId !== "string" || object.instrumentId.length)
                        message.instrumentId = $String(object.instrumentId);
                if (object.version != null)
                    if (typeof object.version === "object" ? object.version.low || object.version.high : $Number(object.version) !== 0)
                        if ($util.Long)
                            message.version = $util.Long.fromValue(object.version, true);
                        else if (typeof object.version === "string")
                            message.version = $parseInt(object.version, 10);
                        else if (typeof object.version === "number")
                            message.version = object.version;
                        else if (typeof object.version === "object")
                            message.version = new $util.LongBits(object.version.low >>> 0, object.version.high >>> 0).toNumber(true);
                if (object.readiness != null)
                    if (typeof object.readiness !== "string" || object.readiness.length)
                        message.readiness = $String(object.readiness);
                if (object.by != null)
                    if (typeof object.by !== "string" || object.by.length)
                        message.by = $String(object.by);
                if (object.reason != null)
                    message.reason = $String(object.reason);
                if (object.about != null)
                    if (typeof object.about === "object" ? object.about.low || object.about.high : $Number(object.about) !== 0)
                        if ($util.Long)
                            message.about = $util.Long.fromValue(object.about, true);
                        else if (typeof object.about === "string")
                            message.about = $parseInt(object.about, 10);
                        else if (typeof object.about === "number")
                            message.about = object.about;
                        else if (typeof object.about === "object")
                            message.about = new $util.LongBits(object.about.low >>> 0, object.about.high >>> 0).toNumber(true);
                return message;
            };

            /**
             * Creates a plain object from a ReadinessOrder message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.ReadinessOrder
             * @static
             * @param {muster.v1.ReadinessOrder} message ReadinessOrder
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ReadinessOrder.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.instrumentId = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.version = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.version = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                    object.readiness = "";
                    object.by = "";
                    if ($util.Long) {
                        let long = new $util.Long(0, 0, true);
                        object.about = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                    } else
                        object.about = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                }
                if (message.instrumentId != null && $Object.hasOwnProperty.call(message, "instrumentId"))
                    object.instrumentId = message.instrumentId;
                if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.version = typeof message.version === "number" ? $BigInt(message.version) : $util.Long.fromBits(message.version.low >>> 0, message.version.high >>> 0, true).toBigInt();
                    else if (typeof message.version === "number")
                        object.version = options.longs === $String ? $String(message.version) : message.version;
                    else
                        object.version = options.longs === $String ? $util.Long.prototype.toString.call(message.version) : options.longs === $Number ? new $util.LongBits(message.version.low >>> 0, message.version.high >>> 0).toNumber(true) : message.version;
                if (message.readiness != null && $Object.hasOwnProperty.call(message, "readiness"))
                    object.readiness = message.readiness;
                if (message.by != null && $Object.hasOwnProperty.call(message, "by"))
                    object.by = message.by;
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                    object.reason = message.reason;
                if (message.about != null && $Object.hasOwnProperty.call(message, "about"))
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.about = typeof message.about === "number" ? $BigInt(message.about) : $util.Long.fromBits(message.about.low >>> 0, message.about.high >>> 0, true).toBigInt();
                    else if (typeof message.about === "number")
                        object.about = options.longs === $String ? $String(message.about) : message.about;
                    else
                        object.about = options.longs === $String ? $util.Long.prototype.toString.call(message.about) : options.longs === $Number ? new $util.LongBits(message.about.low >>> 0, message.about.high >>> 0).toNumber(true) : message.about;
                return object;
            };

            /**
             * Converts this ReadinessOrder to JSON.
             * @function toJSON
             * @memberof muster.v1.ReadinessOrder
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ReadinessOrder.prototype.toJSON = function() {
                return ReadinessOrder.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ReadinessOrder;
        })();

        v1.ReadinessOrders = (function() {

            /**
             * Properties of a ReadinessOrders.
             * @typedef {Object} muster.v1.ReadinessOrders.$Properties
             * @property {Array.<muster.v1.ReadinessOrder.$Properties>|null} [orders] ReadinessOrders orders
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadinessOrders.
             * @memberof muster.v1
             * @interface IReadinessOrders
             * @augments muster.v1.ReadinessOrders.$Properties
             * @deprecated Use muster.v1.ReadinessOrders.$Properties instead.
             */

            /**
             * Shape of a ReadinessOrders.
             * @typedef {muster.v1.ReadinessOrders.$Properties} muster.v1.ReadinessOrders.$Shape
             */

            /**
             * Constructs a new ReadinessOrders.
             * @memberof muster.v1
             * @classdesc Represents a ReadinessOrders.
             * @constructor
             * @param {muster.v1.ReadinessOrders.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadinessOrders = function (properties) {
                this.orders = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReadinessOrders orders.
             * @member {Array.<muster.v1.ReadinessOrder.$Properties>} orders
             * @memberof muster.v1.ReadinessOrders
             * @instance
             */
            ReadinessOrders.prototype.orders = $util.emptyArray;

            /**
             * Encodes the specified ReadinessOrders message. Does not implicitly {@link muster.v1.ReadinessOrders.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.ReadinessOrders
             * @static
             * @param {muster.v1.ReadinessOrders.$Properties} message ReadinessOrders message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadinessOrders.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.orders != null && message.orders.length)
                    for (let i = 0; i < message.orders.length; ++i)
                        $root.muster.v1.ReadinessOrder.encode(message.orders[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadinessOrders message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.ReadinessOrders
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.ReadinessOrders & muster.v1.ReadinessOrders.$Shape} ReadinessOrders
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadinessOrders.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.ReadinessOrders();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.orders && message.orders.length))
                                message.orders = [];
                            message.orders.push($root.muster.v1.ReadinessOrder.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a ReadinessOrders message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.ReadinessOrders
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.ReadinessOrders} ReadinessOrders
             */
            ReadinessOrders.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.ReadinessOrders)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.ReadinessOrders: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.ReadinessOrders();
                if (object.orders) {
                    if (!$Array.isArray(object.orders))
                        throw $TypeError(".muster.v1.ReadinessOrders.orders: array expected");
                    message.orders = $Array(object.orders.length);
                    for (let i = 0; i < object.orders.length; ++i) {
                        if (!$util.isObject(object.orders[i]))
                            throw $TypeError(".muster.v1.ReadinessOrders.orders: object expected");
                        message.orders[i] = $root.muster.v1.ReadinessOrder.fromObject(object.orders[i], _depth + 1);
                    }
                }
                return message;
            };

            /**
             * Creates a plain object from a ReadinessOrders message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.ReadinessOrders
             * @static
             * @param {muster.v1.ReadinessOrders} message ReadinessOrders
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            ReadinessOrders.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults)
                    object.orders = [];
                if (message.orders && message.orders.length) {
                    object.orders = $Array(message.orders.length);
                    for (let j = 0; j < message.orders.length; ++j)
                        object.orders[j] = $root.muster.v1.ReadinessOrder.toObject(message.orders[j], options, _depth + 1);
                }
                return object;
            };

            /**
             * Converts this ReadinessOrders to JSON.
             * @function toJSON
             * @memberof muster.v1.ReadinessOrders
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            ReadinessOrders.prototype.toJSON = function() {
                return ReadinessOrders.toObject(this, $protobuf.util.toJSONOptions);
            };

            return ReadinessOrders;
        })();

        v1.DownSync = (function() {

            /**
             * Properties of a DownSync.
             * @typedef {Object} muster.v1.DownSync.$Properties
             * @property {muster.v1.DownHeader.$Properties|null} [header] DownSync header
             * @property {string|null} [token] DownSync token
             * @property {string|null} [challenge] DownSync challenge
             * @property {boolean|null} [wantHistory] DownSync wantHistory
             * @property {Array.<muster.v1.SyncEntry.$Properties>|null} [attempts] DownSync attempts
             * @property {Array.<muster.v1.InstrumentFence.$Properties>|null} [fences] DownSync fences
             * @property {muster.v1.Ack.$Properties|null} [ack] DownSync ack
             * @property {muster.v1.ReadinessOrders.$Properties|null} [readiness] DownSync readiness
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DownSync.
             * @memberof muster.v1
             * @interface IDownSync
             * @augments muster.v1.DownSync.$Properties
             * @deprecated Use muster.v1.DownSync.$Properties instead.
             */

            /**
             * Shape of a DownSync.
             * @typedef {muster.v1.DownSync.$Properties} muster.v1.DownSync.$Shape
             */

            /**
             * Constructs a new DownSync.
             * @memberof muster.v1
             * @classdesc Represents a DownSync.
             * @constructor
             * @param {muster.v1.DownSync.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DownSync = function (properties) {
                this.attempts = [];
                this.fences = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DownSync header.
             * @member {muster.v1.DownHeader.$Properties|null|undefined} header
             * @memberof muster.v1.DownSync
             * @instance
             */
            DownSync.prototype.header = null;

            /**
             * DownSync token.
             * @member {string} token
             * @memberof muster.v1.DownSync
             * @instance
             */
            DownSync.prototype.token = "";

            /**
             * DownSync challenge.
             * @member {string|null|undefined} challenge
             * @memberof muster.v1.DownSync
             * @instance
             */
            DownSync.prototype.challenge = null;

            /**
             * DownSync wantHistory.
             * @member {boolean|null|undefined} wantHistory
             * @memberof muster.v1.DownSync
             * @instance
             */
            DownSync.prototype.wantHistory = null;

            /**
             * DownSync attempts.
             * @member {Array.<muster.v1.SyncEntry.$Properties>} attempts
             * @memberof muster.v1.DownSync
             * @instance
             */
            DownSync.prototype.attempts = $util.emptyArray;

            /**
             * DownSync fences.
             * @member {Array.<muster.v1.InstrumentFence.$Properties>} fences
             * @memberof muster.v1.DownSync
             * @instance
             */
            DownSync.prototype.fences = $util.emptyArray;

            /**
             * DownSync ack.
             * @member {muster.v1.Ack.$Properties|null|undefined} ack
             * @memberof muster.v1.DownSync
             * @instance
             */
            DownSync.prototype.ack = null;

            /**
             * DownSync readiness.
             * @member {muster.v1.ReadinessOrders.$Properties|null|undefined} readiness
             * @memberof muster.v1.DownSync
             * @instance
             */
            DownSync.prototype.readiness = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(DownSync.prototype, "_challenge", {
                get: $util.oneOfGetter($oneOfFields = ["challenge"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(DownSync.prototype, "_wantHistory", {
                get: $util.oneOfGetter($oneOfFields = ["wantHistory"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(DownSync.prototype, "_ack", {
                get: $util.oneOfGetter($oneOfFields = ["ack"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(DownSync.prototype, "_readiness", {
                get: $util.oneOfGetter($oneOfFields = ["readiness"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified DownSync message. Does not implicitly {@link muster.v1.DownSync.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.DownSync
             * @static
             * @param {muster.v1.DownSync.$Properties} message DownSync message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DownSync.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.DownHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.token != null && $Object.hasOwnProperty.call(message, "token") && message.token !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.token);
                if (message.challenge != null && $Object.hasOwnProperty.call(message, "challenge"))
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.challenge);
                if (message.wantHistory != null && $Object.hasOwnProperty.call(message, "wantHistory"))
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.wantHistory);
                if (message.attempts != null && message.attempts.length)
                    for (let i = 0; i < message.attempts.length; ++i)
                        $root.muster.v1.SyncEntry.encode(message.attempts[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.fences != null && message.fences.length)
                    for (let i = 0; i < message.fences.length; ++i)
                        $root.muster.v1.InstrumentFence.encode(message.fences[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.ack != null && $Object.hasOwnProperty.call(message, "ack"))
                    $root.muster.v1.Ack.encode(message.ack, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.readiness != null && $Object.hasOwnProperty.call(message, "readiness"))
                    $root.muster.v1.ReadinessOrders.encode(message.readiness, writer.uint32(/* id 30, wireType 2 =*/242).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DownSync message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.DownSync
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.DownSync & muster.v1.DownSync.$Shape} DownSync
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DownSync.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.DownSync();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.DownHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.token = value;
                            else
                                delete message.token;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.challenge = reader.stringVerify();
                            message._challenge = "challenge";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.wantHistory = reader.bool();
                            message._wantHistory = "wantHistory";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.attempts && message.attempts.length))
                                message.attempts = [];
                            message.attempts.push($root.muster.v1.SyncEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.fences && message.fences.length))
                                message.fences = [];
                            message.fences.push($root.muster.v1.InstrumentFence.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.ack = $root.muster.v1.Ack.decode(reader, reader.size(), $undefined, _depth + 1, message.ack);
                            message._ack = "ack";
                            continue;
                        }
                    case 30: {
                            if (wireType !== 2)
                                break;
                            message.readiness = $root.muster.v1.ReadinessOrders.decode(reader, reader.size(), $undefined, _depth + 1, message.readiness);
                            message._readiness = "readiness";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a DownSync message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.DownSync
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.DownSync} DownSync
             */
            DownSync.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.DownSync)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.DownSync: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.DownSync();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.DownSync.header: object expected");
                    message.header = $root.muster.v1.DownHeader.fromObject(object.header, _depth + 1);
                }
                if (object.token != null)
                    if (typeof object.token !== "string" || object.token.length)
                        message.token = $String(object.token);
                if (object.challenge != null)
                    message.challenge = $String(object.challenge);
                if (object.wantHistory != null)
                    message.wantHistory = $Boolean(object.wantHistory);
                if (object.attempts) {
                    if (!$Array.isArray(object.attempts))
                        throw $TypeError(".muster.v1.DownSync.attempts: array expected");
                    message.attempts = $Array(object.attempts.length);
                    for (let i = 0; i < object.attempts.length; ++i) {
                        if (!$util.isObject(object.attempts[i]))
                            throw $TypeError(".muster.v1.DownSync.attempts: object expected");
                        message.attempts[i] = $root.muster.v1.SyncEntry.fromObject(object.attempts[i], _depth + 1);
                    }
                }
                if (object.fences) {
                    if (!$Array.isArray(object.fences))
                        throw $TypeError(".muster.v1.DownSync.fences: array expected");
                    message.fences = $Array(object.fences.length);
                    for (let i = 0; i < object.fences.length; ++i) {
                        if (!$util.isObject(object.fences[i]))
                            throw $TypeError(".muster.v1.DownSync.fences: object expected");
                        message.fences[i] = $root.muster.v1.InstrumentFence.fromObject(object.fences[i], _depth + 1);
                    }
                }
                if (object.ack != null) {
                    if (!$util.isObject(object.ack))
                        throw $TypeError(".muster.v1.DownSync.ack: object expected");
                    message.ack = $root.muster.v1.Ack.fromObject(object.ack, _depth + 1);
                }
                if (object.readiness != null) {
                    if (!$util.isObject(object.readiness))
                        throw $TypeError(".muster.v1.DownSync.readiness: object expected");
                    message.readiness = $root.muster.v1.ReadinessOrders.fromObject(object.readiness, _depth + 1);
                }
                return message;
            };

            /**
             * Creates a plain object from a DownSync message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.DownSync
             * @static
             * @param {muster.v1.DownSync} message DownSync
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            DownSync.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.arrays || options.defaults) {
                    object.attempts = [];
                    object.fences = [];
                }
                if (options.defaults) {
                    object.header = null;
                    object.token = "";
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.DownHeader.toObject(message.header, options, _depth + 1);
                if (message.token != null && $Object.hasOwnProperty.call(message, "token"))
                    object.token = message.token;
                if (message.challenge != null && $Object.hasOwnProperty.call(message, "challenge"))
                    object.challenge = message.challenge;
                if (message.wantHistory != null && $Object.hasOwnProperty.call(message, "wantHistory"))
                    object.wantHistory = message.wantHistory;
                if (message.attempts && message.attempts.length) {
                    object.attempts = $Array(message.attempts.length);
                    for (let j = 0; j < message.attempts.length; ++j)
                        object.attempts[j] = $root.muster.v1.SyncEntry.toObject(message.attempts[j], options, _depth + 1);
                }
                if (message.fences && message.fences.length) {
                    object.fences = $Array(message.fences.length);
                    for (let j = 0; j < message.fences.length; ++j)
                        object.fences[j] = $root.muster.v1.InstrumentFence.toObject(message.fences[j], options, _depth + 1);
                }
                if (message.ack != null && $Object.hasOwnProperty.call(message, "ack"))
                    object.ack = $root.muster.v1.Ack.toObject(message.ack, options, _depth + 1);
                if (message.readiness != null && $Object.hasOwnProperty.call(message, "readiness"))
                    object.readiness = $root.muster.v1.ReadinessOrders.toObject(message.readiness, options, _depth + 1);
                return object;
            };

            /**
             * Converts this DownSync to JSON.
             * @function toJSON
             * @memberof muster.v1.DownSync
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            DownSync.prototype.toJSON = function() {
                return DownSync.toObject(this, $protobuf.util.toJSONOptions);
            };

            return DownSync;
        })();

        v1.CoordinatorSession = (function() {

            /**
             * Properties of a CoordinatorSession.
             * @typedef {Object} muster.v1.CoordinatorSession.$Properties
             * @property {muster.v1.DownHeader.$Properties|null} [header] CoordinatorSession header
             * @property {boolean|null} [online] CoordinatorSession online
             * @property {number|null} [protocolVersion] CoordinatorSession protocolVersion
             * @property {string|null} [softwareVersion] CoordinatorSession softwareVersion
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CoordinatorSession.
             * @memberof muster.v1
             * @interface ICoordinatorSession
             * @augments muster.v1.CoordinatorSession.$Properties
             * @deprecated Use muster.v1.CoordinatorSession.$Properties instead.
             */

            /**
             * Shape of a CoordinatorSession.
             * @typedef {muster.v1.CoordinatorSession.$Properties} muster.v1.CoordinatorSession.$Shape
             */

            /**
             * Constructs a new CoordinatorSession.
             * @memberof muster.v1
             * @classdesc Represents a CoordinatorSession.
             * @constructor
             * @param {muster.v1.CoordinatorSession.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CoordinatorSession = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CoordinatorSession header.
             * @member {muster.v1.DownHeader.$Properties|null|undefined} header
             * @memberof muster.v1.CoordinatorSession
             * @instance
             */
            CoordinatorSession.prototype.header = null;

            /**
             * CoordinatorSession online.
             * @member {boolean} online
             * @memberof muster.v1.CoordinatorSession
             * @instance
             */
            CoordinatorSession.prototype.online = false;

            /**
             * CoordinatorSession protocolVersion.
             * @member {number} protocolVersion
             * @memberof muster.v1.CoordinatorSession
             * @instance
             */
            CoordinatorSession.prototype.protocolVersion = 0;

            /**
             * CoordinatorSession softwareVersion.
             * @member {string} softwareVersion
             * @memberof muster.v1.CoordinatorSession
             * @instance
             */
            CoordinatorSession.prototype.softwareVersion = "";

            /**
             * Encodes the specified CoordinatorSession message. Does not implicitly {@link muster.v1.CoordinatorSession.verify|verify} messages.
             * @function encode
             * @memberof muster.v1.CoordinatorSession
             * @static
             * @param {muster.v1.CoordinatorSession.$Properties} message CoordinatorSession message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CoordinatorSession.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    $root.muster.v1.DownHeader.encode(message.header, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.online != null && $Object.hasOwnProperty.call(message, "online") && message.online !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.online);
                if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion") && message.protocolVersion !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.protocolVersion);
                if (message.softwareVersion != null && $Object.hasOwnProperty.call(message, "softwareVersion") && message.softwareVersion !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.softwareVersion);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CoordinatorSession message from the specified reader or buffer.
             * @function decode
             * @memberof muster.v1.CoordinatorSession
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {muster.v1.CoordinatorSession & muster.v1.CoordinatorSession.$Shape} CoordinatorSession
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CoordinatorSession.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.muster.v1.CoordinatorSession();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.header = $root.muster.v1.DownHeader.decode(reader, reader.size(), $undefined, _depth + 1, message.header);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.online = value;
                            else
                                delete message.online;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.protocolVersion = value;
                            else
                                delete message.protocolVersion;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.softwareVersion = value;
                            else
                                delete message.softwareVersion;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Creates a CoordinatorSession message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof muster.v1.CoordinatorSession
             * @static
             * @param {Object.<string,*>} object Plain object
             * @returns {muster.v1.CoordinatorSession} CoordinatorSession
             */
            CoordinatorSession.fromObject = function (object, _depth) {
                if (object instanceof $root.muster.v1.CoordinatorSession)
                    return object;
                if (!$util.isObject(object))
                    throw $TypeError(".muster.v1.CoordinatorSession: object expected");
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let message = new $root.muster.v1.CoordinatorSession();
                if (object.header != null) {
                    if (!$util.isObject(object.header))
                        throw $TypeError(".muster.v1.CoordinatorSession.header: object expected");
                    message.header = $root.muster.v1.DownHeader.fromObject(object.header, _depth + 1);
                }
                if (object.online != null)
                    if (object.online)
                        message.online = $Boolean(object.online);
                if (object.protocolVersion != null)
                    if ($Number(object.protocolVersion) !== 0)
                        message.protocolVersion = object.protocolVersion >>> 0;
                if (object.softwareVersion != null)
                    if (typeof object.softwareVersion !== "string" || object.softwareVersion.length)
                        message.softwareVersion = $String(object.softwareVersion);
                return message;
            };

            /**
             * Creates a plain object from a CoordinatorSession message. Also converts values to other types if specified.
             * @function toObject
             * @memberof muster.v1.CoordinatorSession
             * @static
             * @param {muster.v1.CoordinatorSession} message CoordinatorSession
             * @param {$protobuf.IConversionOptions} [options] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            CoordinatorSession.toObject = function (message, options, _depth) {
                if (!options)
                    options = {};
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                let object = {};
                if (options.defaults) {
                    object.header = null;
                    object.online = false;
                    object.protocolVersion = 0;
                    object.softwareVersion = "";
                }
                if (message.header != null && $Object.hasOwnProperty.call(message, "header"))
                    object.header = $root.muster.v1.DownHeader.toObject(message.header, options, _depth + 1);
                if (message.online != null && $Object.hasOwnProperty.call(message, "online"))
                    object.online = message.online;
                if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion"))
                    object.protocolVersion = message.protocolVersion;
                if (message.softwareVersion != null && $Object.hasOwnProperty.call(message, "softwareVersion"))
                    object.softwareVersion = message.softwareVersion;
                return object;
            };

            /**
             * Converts this CoordinatorSession to JSON.
             * @function toJSON
             * @memberof muster.v1.CoordinatorSession
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            CoordinatorSession.prototype.toJSON = function() {
                return CoordinatorSession.toObject(this, $protobuf.util.toJSONOptions);
            };

            return CoordinatorSession;
        })();

        return v1;
    })();

    return muster;
})();

export {
  $root as default
};
