import * as $protobuf from "protobufjs/minimal.js";

/** Namespace muster. */
export namespace muster {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of an UpHeader.
         * @deprecated Use muster.v1.UpHeader.$Properties instead.
         */
        interface IUpHeader extends muster.v1.UpHeader.$Properties {
        }

        /** Represents an UpHeader. */
        class UpHeader {

            /**
             * Constructs a new UpHeader.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.UpHeader.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpHeader journalId. */
            journalId: string;

            /** UpHeader journalWrites. */
            journalWrites: number;

            /** UpHeader bootId. */
            bootId: string;

            /** UpHeader bootWrites. */
            bootWrites: number;

            /** UpHeader connection. */
            connection: number;

            /**
             * Encodes the specified UpHeader message. Does not implicitly {@link muster.v1.UpHeader.verify|verify} messages.
             * @param message UpHeader message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.UpHeader.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpHeader message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.UpHeader & muster.v1.UpHeader.$Shape} UpHeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.UpHeader & muster.v1.UpHeader.$Shape;

            /**
             * Creates an UpHeader message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UpHeader
             */
            static fromObject(object: { [k: string]: any }): muster.v1.UpHeader;

            /**
             * Creates a plain object from an UpHeader message. Also converts values to other types if specified.
             * @param message UpHeader
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.UpHeader, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UpHeader to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UpHeader {

            /** Properties of an UpHeader. */
            interface $Properties {

                /** UpHeader journalId */
                journalId?: (string|null);

                /** UpHeader journalWrites */
                journalWrites?: (number|null);

                /** UpHeader bootId */
                bootId?: (string|null);

                /** UpHeader bootWrites */
                bootWrites?: (number|null);

                /** UpHeader connection */
                connection?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpHeader. */
            type $Shape = muster.v1.UpHeader.$Properties;
        }

        /**
         * Properties of a Session.
         * @deprecated Use muster.v1.Session.$Properties instead.
         */
        interface ISession extends muster.v1.Session.$Properties {
        }

        /** Represents a Session. */
        class Session {

            /**
             * Constructs a new Session.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Session.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Session header. */
            header?: (muster.v1.UpHeader.$Properties|null);

            /** Session online. */
            online: boolean;

            /** Session protocolVersion. */
            protocolVersion: number;

            /** Session softwareVersion. */
            softwareVersion: string;

            /** Session wallMs. */
            wallMs: number;

            /** Session reason. */
            reason?: (string|null);

            /**
             * Encodes the specified Session message. Does not implicitly {@link muster.v1.Session.verify|verify} messages.
             * @param message Session message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Session.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Session message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Session & muster.v1.Session.$Shape} Session
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Session & muster.v1.Session.$Shape;

            /**
             * Creates a Session message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Session
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Session;

            /**
             * Creates a plain object from a Session message. Also converts values to other types if specified.
             * @param message Session
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Session, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Session to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Session {

            /** Properties of a Session. */
            interface $Properties {

                /** Session header */
                header?: (muster.v1.UpHeader.$Properties|null);

                /** Session online */
                online?: (boolean|null);

                /** Session protocolVersion */
                protocolVersion?: (number|null);

                /** Session softwareVersion */
                softwareVersion?: (string|null);

                /** Session wallMs */
                wallMs?: (number|null);

                /** Session reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Session. */
            type $Shape = muster.v1.Session.$Properties;
        }

        /**
         * Properties of an Activity.
         * @deprecated Use muster.v1.Activity.$Properties instead.
         */
        interface IActivity extends muster.v1.Activity.$Properties {
        }

        /** Represents an Activity. */
        class Activity {

            /**
             * Constructs a new Activity.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Activity.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Activity name. */
            name: string;

            /** Activity version. */
            version: string;

            /** Activity title. */
            title: string;

            /** Activity parametersSchemaJson. */
            parametersSchemaJson: string;

            /** Activity repeatability. */
            repeatability: string;

            /** Activity expectedDurationMs. */
            expectedDurationMs?: (number|null);

            /** Activity phases. */
            phases: string[];

            /** Activity canPause. */
            canPause: boolean;

            /** Activity canCheckpoint. */
            canCheckpoint: boolean;

            /** Activity staleAfterMs. */
            staleAfterMs?: (number|null);

            /** Activity lostAfterMs. */
            lostAfterMs?: (number|null);

            /** Activity givesResult. */
            givesResult?: (boolean|null);

            /** Activity checkpointEveryMs. */
            checkpointEveryMs?: (number|null);

            /**
             * Encodes the specified Activity message. Does not implicitly {@link muster.v1.Activity.verify|verify} messages.
             * @param message Activity message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Activity.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Activity message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Activity & muster.v1.Activity.$Shape} Activity
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Activity & muster.v1.Activity.$Shape;

            /**
             * Creates an Activity message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Activity
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Activity;

            /**
             * Creates a plain object from an Activity message. Also converts values to other types if specified.
             * @param message Activity
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Activity, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Activity to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Activity {

            /** Properties of an Activity. */
            interface $Properties {

                /** Activity name */
                name?: (string|null);

                /** Activity version */
                version?: (string|null);

                /** Activity title */
                title?: (string|null);

                /** Activity parametersSchemaJson */
                parametersSchemaJson?: (string|null);

                /** Activity repeatability */
                repeatability?: (string|null);

                /** Activity expectedDurationMs */
                expectedDurationMs?: (number|null);

                /** Activity phases */
                phases?: (string[]|null);

                /** Activity canPause */
                canPause?: (boolean|null);

                /** Activity canCheckpoint */
                canCheckpoint?: (boolean|null);

                /** Activity staleAfterMs */
                staleAfterMs?: (number|null);

                /** Activity lostAfterMs */
                lostAfterMs?: (number|null);

                /** Activity givesResult */
                givesResult?: (boolean|null);

                /** Activity checkpointEveryMs */
                checkpointEveryMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Activity. */
            type $Shape = muster.v1.Activity.$Properties;
        }

        /**
         * Properties of an Instrument.
         * @deprecated Use muster.v1.Instrument.$Properties instead.
         */
        interface IInstrument extends muster.v1.Instrument.$Properties {
        }

        /** Represents an Instrument. */
        class Instrument {

            /**
             * Constructs a new Instrument.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Instrument.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Instrument id. */
            id: string;

            /** Instrument kind. */
            kind: string;

            /** Instrument model. */
            model?: (string|null);

            /** Instrument serial. */
            serial?: (string|null);

            /** Instrument location. */
            location?: (string|null);

            /** Instrument driver. */
            driver: string;

            /** Instrument keepsIds. */
            keepsIds: boolean;

            /** Instrument activities. */
            activities: muster.v1.Activity.$Properties[];

            /** Instrument labels. */
            labels: { [k: string]: string };

            /**
             * Encodes the specified Instrument message. Does not implicitly {@link muster.v1.Instrument.verify|verify} messages.
             * @param message Instrument message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Instrument.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Instrument message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Instrument & muster.v1.Instrument.$Shape} Instrument
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Instrument & muster.v1.Instrument.$Shape;

            /**
             * Creates an Instrument message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Instrument
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Instrument;

            /**
             * Creates a plain object from an Instrument message. Also converts values to other types if specified.
             * @param message Instrument
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Instrument, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Instrument to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Instrument {

            /** Properties of an Instrument. */
            interface $Properties {

                /** Instrument id */
                id?: (string|null);

                /** Instrument kind */
                kind?: (string|null);

                /** Instrument model */
                model?: (string|null);

                /** Instrument serial */
                serial?: (string|null);

                /** Instrument location */
                location?: (string|null);

                /** Instrument driver */
                driver?: (string|null);

                /** Instrument keepsIds */
                keepsIds?: (boolean|null);

                /** Instrument activities */
                activities?: (muster.v1.Activity.$Properties[]|null);

                /** Instrument labels */
                labels?: ({ [k: string]: string }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Instrument. */
            type $Shape = muster.v1.Instrument.$Properties;
        }

        /**
         * Properties of an Inventory.
         * @deprecated Use muster.v1.Inventory.$Properties instead.
         */
        interface IInventory extends muster.v1.Inventory.$Properties {
        }

        /** Represents an Inventory. */
        class Inventory {

            /**
             * Constructs a new Inventory.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Inventory.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Inventory header. */
            header?: (muster.v1.UpHeader.$Properties|null);

            /** Inventory instruments. */
            instruments: muster.v1.Instrument.$Properties[];

            /** Inventory roles. */
            roles: string[];

            /** Inventory labels. */
            labels: { [k: string]: string };

            /** Inventory maxConcurrentTasks. */
            maxConcurrentTasks: number;

            /** Inventory unanswered. */
            unanswered: string[];

            /** Inventory resources. */
            resources: { [k: string]: number };

            /** Inventory keepsBatches. */
            keepsBatches?: (boolean|null);

            /**
             * Encodes the specified Inventory message. Does not implicitly {@link muster.v1.Inventory.verify|verify} messages.
             * @param message Inventory message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Inventory.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Inventory message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Inventory & muster.v1.Inventory.$Shape} Inventory
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Inventory & muster.v1.Inventory.$Shape;

            /**
             * Creates an Inventory message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Inventory
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Inventory;

            /**
             * Creates a plain object from an Inventory message. Also converts values to other types if specified.
             * @param message Inventory
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Inventory, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Inventory to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Inventory {

            /** Properties of an Inventory. */
            interface $Properties {

                /** Inventory header */
                header?: (muster.v1.UpHeader.$Properties|null);

                /** Inventory instruments */
                instruments?: (muster.v1.Instrument.$Properties[]|null);

                /** Inventory roles */
                roles?: (string[]|null);

                /** Inventory labels */
                labels?: ({ [k: string]: string }|null);

                /** Inventory maxConcurrentTasks */
                maxConcurrentTasks?: (number|null);

                /** Inventory unanswered */
                unanswered?: (string[]|null);

                /** Inventory resources */
                resources?: ({ [k: string]: number }|null);

                /** Inventory keepsBatches */
                keepsBatches?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Inventory. */
            type $Shape = muster.v1.Inventory.$Properties;
        }

        /**
         * Properties of a RunProgress.
         * @deprecated Use muster.v1.RunProgress.$Properties instead.
         */
        interface IRunProgress extends muster.v1.RunProgress.$Properties {
        }

        /** Represents a RunProgress. */
        class RunProgress {

            /**
             * Constructs a new RunProgress.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.RunProgress.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RunProgress attemptId. */
            attemptId: string;

            /** RunProgress state. */
            state: string;

            /** RunProgress percent. */
            percent?: (number|null);

            /** RunProgress phase. */
            phase?: (string|null);

            /** RunProgress values. */
            values: { [k: string]: number };

            /** RunProgress remainingMs. */
            remainingMs?: (number|null);

            /**
             * Encodes the specified RunProgress message. Does not implicitly {@link muster.v1.RunProgress.verify|verify} messages.
             * @param message RunProgress message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.RunProgress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RunProgress message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.RunProgress & muster.v1.RunProgress.$Shape} RunProgress
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.RunProgress & muster.v1.RunProgress.$Shape;

            /**
             * Creates a RunProgress message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns RunProgress
             */
            static fromObject(object: { [k: string]: any }): muster.v1.RunProgress;

            /**
             * Creates a plain object from a RunProgress message. Also converts values to other types if specified.
             * @param message RunProgress
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.RunProgress, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this RunProgress to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace RunProgress {

            /** Properties of a RunProgress. */
            interface $Properties {

                /** RunProgress attemptId */
                attemptId?: (string|null);

                /** RunProgress state */
                state?: (string|null);

                /** RunProgress percent */
                percent?: (number|null);

                /** RunProgress phase */
                phase?: (string|null);

                /** RunProgress values */
                values?: ({ [k: string]: number }|null);

                /** RunProgress remainingMs */
                remainingMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RunProgress. */
            type $Shape = muster.v1.RunProgress.$Properties;
        }

        /**
         * Properties of a ReadinessDetail.
         * @deprecated Use muster.v1.ReadinessDetail.$Properties instead.
         */
        interface IReadinessDetail extends muster.v1.ReadinessDetail.$Properties {
        }

        /** Represents a ReadinessDetail. */
        class ReadinessDetail {

            /**
             * Constructs a new ReadinessDetail.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.ReadinessDetail.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadinessDetail count. */
            count: number;

            /** ReadinessDetail atWallMs. */
            atWallMs?: (number|null);

            /** ReadinessDetail by. */
            by?: (string|null);

            /** ReadinessDetail reason. */
            reason?: (string|null);

            /** ReadinessDetail order. */
            order?: (number|null);

            /** ReadinessDetail refusal. */
            refusal?: (string|null);

            /**
             * Encodes the specified ReadinessDetail message. Does not implicitly {@link muster.v1.ReadinessDetail.verify|verify} messages.
             * @param message ReadinessDetail message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.ReadinessDetail.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadinessDetail message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.ReadinessDetail & muster.v1.ReadinessDetail.$Shape} ReadinessDetail
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.ReadinessDetail & muster.v1.ReadinessDetail.$Shape;

            /**
             * Creates a ReadinessDetail message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ReadinessDetail
             */
            static fromObject(object: { [k: string]: any }): muster.v1.ReadinessDetail;

            /**
             * Creates a plain object from a ReadinessDetail message. Also converts values to other types if specified.
             * @param message ReadinessDetail
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.ReadinessDetail, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ReadinessDetail to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ReadinessDetail {

            /** Properties of a ReadinessDetail. */
            interface $Properties {

                /** ReadinessDetail count */
                count?: (number|null);

                /** ReadinessDetail atWallMs */
                atWallMs?: (number|null);

                /** ReadinessDetail by */
                by?: (string|null);

                /** ReadinessDetail reason */
                reason?: (string|null);

                /** ReadinessDetail order */
                order?: (number|null);

                /** ReadinessDetail refusal */
                refusal?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadinessDetail. */
            type $Shape = muster.v1.ReadinessDetail.$Properties;
        }

        /**
         * Properties of a ReadinessChange.
         * @deprecated Use muster.v1.ReadinessChange.$Properties instead.
         */
        interface IReadinessChange extends muster.v1.ReadinessChange.$Properties {
        }

        /** Represents a ReadinessChange. */
        class ReadinessChange {

            /**
             * Constructs a new ReadinessChange.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.ReadinessChange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadinessChange instrumentId. */
            instrumentId: string;

            /** ReadinessChange readiness. */
            readiness: string;

            /** ReadinessChange detail. */
            detail?: (muster.v1.ReadinessDetail.$Properties|null);

            /**
             * Encodes the specified ReadinessChange message. Does not implicitly {@link muster.v1.ReadinessChange.verify|verify} messages.
             * @param message ReadinessChange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.ReadinessChange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadinessChange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.ReadinessChange & muster.v1.ReadinessChange.$Shape} ReadinessChange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.ReadinessChange & muster.v1.ReadinessChange.$Shape;

            /**
             * Creates a ReadinessChange message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ReadinessChange
             */
            static fromObject(object: { [k: string]: any }): muster.v1.ReadinessChange;

            /**
             * Creates a plain object from a ReadinessChange message. Also converts values to other types if specified.
             * @param message ReadinessChange
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.ReadinessChange, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ReadinessChange to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ReadinessChange {

            /** Properties of a ReadinessChange. */
            interface $Properties {

                /** ReadinessChange instrumentId */
                instrumentId?: (string|null);

                /** ReadinessChange readiness */
                readiness?: (string|null);

                /** ReadinessChange detail */
                detail?: (muster.v1.ReadinessDetail.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadinessChange. */
            type $Shape = muster.v1.ReadinessChange.$Properties;
        }

        /**
         * Properties of a ReadinessChanges.
         * @deprecated Use muster.v1.ReadinessChanges.$Properties instead.
         */
        interface IReadinessChanges extends muster.v1.ReadinessChanges.$Properties {
        }

        /** Represents a ReadinessChanges. */
        class ReadinessChanges {

            /**
             * Constructs a new ReadinessChanges.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.ReadinessChanges.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadinessChanges changes. */
            changes: muster.v1.ReadinessChange.$Properties[];

            /**
             * Encodes the specified ReadinessChanges message. Does not implicitly {@link muster.v1.ReadinessChanges.verify|verify} messages.
             * @param message ReadinessChanges message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.ReadinessChanges.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadinessChanges message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.ReadinessChanges & muster.v1.ReadinessChanges.$Shape} ReadinessChanges
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.ReadinessChanges & muster.v1.ReadinessChanges.$Shape;

            /**
             * Creates a ReadinessChanges message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ReadinessChanges
             */
            static fromObject(object: { [k: string]: any }): muster.v1.ReadinessChanges;

            /**
             * Creates a plain object from a ReadinessChanges message. Also converts values to other types if specified.
             * @param message ReadinessChanges
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.ReadinessChanges, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ReadinessChanges to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ReadinessChanges {

            /** Properties of a ReadinessChanges. */
            interface $Properties {

                /** ReadinessChanges changes */
                changes?: (muster.v1.ReadinessChange.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadinessChanges. */
            type $Shape = muster.v1.ReadinessChanges.$Properties;
        }

        /**
         * Properties of an InstrumentStatus.
         * @deprecated Use muster.v1.InstrumentStatus.$Properties instead.
         */
        interface IInstrumentStatus extends muster.v1.InstrumentStatus.$Properties {
        }

        /** Represents an InstrumentStatus. */
        class InstrumentStatus {

            /**
             * Constructs a new InstrumentStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.InstrumentStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InstrumentStatus instrumentId. */
            instrumentId: string;

            /** InstrumentStatus link. */
            link: string;

            /** InstrumentStatus readiness. */
            readiness: string;

            /** InstrumentStatus message. */
            message?: (string|null);

            /** InstrumentStatus failedChecks. */
            failedChecks: number;

            /** InstrumentStatus foreignRun. */
            foreignRun?: (string|null);

            /** InstrumentStatus readinessDetail. */
            readinessDetail?: (muster.v1.ReadinessDetail.$Properties|null);

            /**
             * Encodes the specified InstrumentStatus message. Does not implicitly {@link muster.v1.InstrumentStatus.verify|verify} messages.
             * @param message InstrumentStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.InstrumentStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InstrumentStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.InstrumentStatus & muster.v1.InstrumentStatus.$Shape} InstrumentStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.InstrumentStatus & muster.v1.InstrumentStatus.$Shape;

            /**
             * Creates an InstrumentStatus message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns InstrumentStatus
             */
            static fromObject(object: { [k: string]: any }): muster.v1.InstrumentStatus;

            /**
             * Creates a plain object from an InstrumentStatus message. Also converts values to other types if specified.
             * @param message InstrumentStatus
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.InstrumentStatus, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this InstrumentStatus to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace InstrumentStatus {

            /** Properties of an InstrumentStatus. */
            interface $Properties {

                /** InstrumentStatus instrumentId */
                instrumentId?: (string|null);

                /** InstrumentStatus link */
                link?: (string|null);

                /** InstrumentStatus readiness */
                readiness?: (string|null);

                /** InstrumentStatus message */
                message?: (string|null);

                /** InstrumentStatus failedChecks */
                failedChecks?: (number|null);

                /** InstrumentStatus foreignRun */
                foreignRun?: (string|null);

                /** InstrumentStatus readinessDetail */
                readinessDetail?: (muster.v1.ReadinessDetail.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InstrumentStatus. */
            type $Shape = muster.v1.InstrumentStatus.$Properties;
        }

        /**
         * Properties of a HostLoad.
         * @deprecated Use muster.v1.HostLoad.$Properties instead.
         */
        interface IHostLoad extends muster.v1.HostLoad.$Properties {
        }

        /** Represents a HostLoad. */
        class HostLoad {

            /**
             * Constructs a new HostLoad.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.HostLoad.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HostLoad cpu. */
            cpu: number;

            /** HostLoad memory. */
            memory: number;

            /** HostLoad disk. */
            disk: number;

            /** HostLoad residentBytes. */
            residentBytes: number;

            /**
             * Encodes the specified HostLoad message. Does not implicitly {@link muster.v1.HostLoad.verify|verify} messages.
             * @param message HostLoad message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.HostLoad.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HostLoad message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.HostLoad & muster.v1.HostLoad.$Shape} HostLoad
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.HostLoad & muster.v1.HostLoad.$Shape;

            /**
             * Creates a HostLoad message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns HostLoad
             */
            static fromObject(object: { [k: string]: any }): muster.v1.HostLoad;

            /**
             * Creates a plain object from a HostLoad message. Also converts values to other types if specified.
             * @param message HostLoad
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.HostLoad, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this HostLoad to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace HostLoad {

            /** Properties of a HostLoad. */
            interface $Properties {

                /** HostLoad cpu */
                cpu?: (number|null);

                /** HostLoad memory */
                memory?: (number|null);

                /** HostLoad disk */
                disk?: (number|null);

                /** HostLoad residentBytes */
                residentBytes?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HostLoad. */
            type $Shape = muster.v1.HostLoad.$Properties;
        }

        /**
         * Properties of a Heartbeat.
         * @deprecated Use muster.v1.Heartbeat.$Properties instead.
         */
        interface IHeartbeat extends muster.v1.Heartbeat.$Properties {
        }

        /** Represents a Heartbeat. */
        class Heartbeat {

            /**
             * Constructs a new Heartbeat.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Heartbeat.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Heartbeat header. */
            header?: (muster.v1.UpHeader.$Properties|null);

            /** Heartbeat sequence. */
            sequence: number;

            /** Heartbeat monotonicMs. */
            monotonicMs: number;

            /** Heartbeat wallMs. */
            wallMs: number;

            /** Heartbeat instruments. */
            instruments: muster.v1.InstrumentStatus.$Properties[];

            /** Heartbeat runs. */
            runs: muster.v1.RunProgress.$Properties[];

            /** Heartbeat outboxDepth. */
            outboxDepth: number;

            /** Heartbeat load. */
            load?: (muster.v1.HostLoad.$Properties|null);

            /** Heartbeat lateMs. */
            lateMs: number;

            /** Heartbeat storage. */
            storage?: (muster.v1.StorageStatus.$Properties|null);

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link muster.v1.Heartbeat.verify|verify} messages.
             * @param message Heartbeat message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Heartbeat & muster.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Heartbeat & muster.v1.Heartbeat.$Shape;

            /**
             * Creates a Heartbeat message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Heartbeat
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Heartbeat;

            /**
             * Creates a plain object from a Heartbeat message. Also converts values to other types if specified.
             * @param message Heartbeat
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Heartbeat, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Heartbeat to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Heartbeat {

            /** Properties of a Heartbeat. */
            interface $Properties {

                /** Heartbeat header */
                header?: (muster.v1.UpHeader.$Properties|null);

                /** Heartbeat sequence */
                sequence?: (number|null);

                /** Heartbeat monotonicMs */
                monotonicMs?: (number|null);

                /** Heartbeat wallMs */
                wallMs?: (number|null);

                /** Heartbeat instruments */
                instruments?: (muster.v1.InstrumentStatus.$Properties[]|null);

                /** Heartbeat runs */
                runs?: (muster.v1.RunProgress.$Properties[]|null);

                /** Heartbeat outboxDepth */
                outboxDepth?: (number|null);

                /** Heartbeat load */
                load?: (muster.v1.HostLoad.$Properties|null);

                /** Heartbeat lateMs */
                lateMs?: (number|null);

                /** Heartbeat storage */
                storage?: (muster.v1.StorageStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Heartbeat. */
            type $Shape = muster.v1.Heartbeat.$Properties;
        }

        /**
         * Properties of a StorageStatus.
         * @deprecated Use muster.v1.StorageStatus.$Properties instead.
         */
        interface IStorageStatus extends muster.v1.StorageStatus.$Properties {
        }

        /** Represents a StorageStatus. */
        class StorageStatus {

            /**
             * Constructs a new StorageStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.StorageStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StorageStatus ok. */
            ok: boolean;

            /** StorageStatus message. */
            message?: (string|null);

            /** StorageStatus sinceWallMs. */
            sinceWallMs?: (number|null);

            /**
             * Encodes the specified StorageStatus message. Does not implicitly {@link muster.v1.StorageStatus.verify|verify} messages.
             * @param message StorageStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.StorageStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StorageStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.StorageStatus & muster.v1.StorageStatus.$Shape} StorageStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.StorageStatus & muster.v1.StorageStatus.$Shape;

            /**
             * Creates a StorageStatus message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns StorageStatus
             */
            static fromObject(object: { [k: string]: any }): muster.v1.StorageStatus;

            /**
             * Creates a plain object from a StorageStatus message. Also converts values to other types if specified.
             * @param message StorageStatus
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.StorageStatus, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this StorageStatus to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace StorageStatus {

            /** Properties of a StorageStatus. */
            interface $Properties {

                /** StorageStatus ok */
                ok?: (boolean|null);

                /** StorageStatus message */
                message?: (string|null);

                /** StorageStatus sinceWallMs */
                sinceWallMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StorageStatus. */
            type $Shape = muster.v1.StorageStatus.$Properties;
        }

        /**
         * Properties of a Claim.
         * @deprecated Use muster.v1.Claim.$Properties instead.
         */
        interface IClaim extends muster.v1.Claim.$Properties {
        }

        /** Represents a Claim. */
        class Claim {

            /**
             * Constructs a new Claim.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Claim.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Claim header. */
            header?: (muster.v1.UpHeader.$Properties|null);

            /** Claim attemptId. */
            attemptId: string;

            /** Claim fence. */
            fence: number;

            /** Claim nonce. */
            nonce: string;

            /** Claim refusal. */
            refusal?: (muster.v1.Refusal.$Properties|null);

            /**
             * Encodes the specified Claim message. Does not implicitly {@link muster.v1.Claim.verify|verify} messages.
             * @param message Claim message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Claim.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Claim message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Claim & muster.v1.Claim.$Shape} Claim
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Claim & muster.v1.Claim.$Shape;

            /**
             * Creates a Claim message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Claim
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Claim;

            /**
             * Creates a plain object from a Claim message. Also converts values to other types if specified.
             * @param message Claim
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Claim, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Claim to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Claim {

            /** Properties of a Claim. */
            interface $Properties {

                /** Claim header */
                header?: (muster.v1.UpHeader.$Properties|null);

                /** Claim attemptId */
                attemptId?: (string|null);

                /** Claim fence */
                fence?: (number|null);

                /** Claim nonce */
                nonce?: (string|null);

                /** Claim refusal */
                refusal?: (muster.v1.Refusal.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Claim. */
            type $Shape = muster.v1.Claim.$Properties;
        }

        /**
         * Properties of a Refusal.
         * @deprecated Use muster.v1.Refusal.$Properties instead.
         */
        interface IRefusal extends muster.v1.Refusal.$Properties {
        }

        /** Represents a Refusal. */
        class Refusal {

            /**
             * Constructs a new Refusal.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Refusal.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Refusal reason. */
            reason: string;

            /** Refusal message. */
            message: string;

            /** Refusal fence. */
            fence: number;

            /** Refusal epoch. */
            epoch: number;

            /**
             * Encodes the specified Refusal message. Does not implicitly {@link muster.v1.Refusal.verify|verify} messages.
             * @param message Refusal message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Refusal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Refusal message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Refusal & muster.v1.Refusal.$Shape} Refusal
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Refusal & muster.v1.Refusal.$Shape;

            /**
             * Creates a Refusal message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Refusal
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Refusal;

            /**
             * Creates a plain object from a Refusal message. Also converts values to other types if specified.
             * @param message Refusal
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Refusal, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Refusal to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Refusal {

            /** Properties of a Refusal. */
            interface $Properties {

                /** Refusal reason */
                reason?: (string|null);

                /** Refusal message */
                message?: (string|null);

                /** Refusal fence */
                fence?: (number|null);

                /** Refusal epoch */
                epoch?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Refusal. */
            type $Shape = muster.v1.Refusal.$Properties;
        }

        /**
         * Properties of a Failure.
         * @deprecated Use muster.v1.Failure.$Properties instead.
         */
        interface IFailure extends muster.v1.Failure.$Properties {
        }

        /** Represents a Failure. */
        class Failure {

            /**
             * Constructs a new Failure.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Failure.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Failure code. */
            code: string;

            /** Failure message. */
            message: string;

            /** Failure category. */
            category: string;

            /** Failure started. */
            started: string;

            /**
             * Encodes the specified Failure message. Does not implicitly {@link muster.v1.Failure.verify|verify} messages.
             * @param message Failure message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Failure.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Failure message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Failure & muster.v1.Failure.$Shape} Failure
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Failure & muster.v1.Failure.$Shape;

            /**
             * Creates a Failure message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Failure
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Failure;

            /**
             * Creates a plain object from a Failure message. Also converts values to other types if specified.
             * @param message Failure
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Failure, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Failure to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Failure {

            /** Properties of a Failure. */
            interface $Properties {

                /** Failure code */
                code?: (string|null);

                /** Failure message */
                message?: (string|null);

                /** Failure category */
                category?: (string|null);

                /** Failure started */
                started?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Failure. */
            type $Shape = muster.v1.Failure.$Properties;
        }

        /**
         * Properties of an AttemptReport.
         * @deprecated Use muster.v1.AttemptReport.$Properties instead.
         */
        interface IAttemptReport extends muster.v1.AttemptReport.$Properties {
        }

        /** Represents an AttemptReport. */
        class AttemptReport {

            /**
             * Constructs a new AttemptReport.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.AttemptReport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AttemptReport attemptId. */
            attemptId: string;

            /** AttemptReport revision. */
            revision: number;

            /** AttemptReport state. */
            state: string;

            /** AttemptReport atWallMs. */
            atWallMs: number;

            /** AttemptReport runReference. */
            runReference?: (string|null);

            /** AttemptReport phase. */
            phase?: (string|null);

            /** AttemptReport failure. */
            failure?: (muster.v1.Failure.$Properties|null);

            /** AttemptReport resultJson. */
            resultJson?: (string|null);

            /** AttemptReport note. */
            note?: (string|null);

            /** AttemptReport checkpointJson. */
            checkpointJson?: (string|null);

            /** AttemptReport checkpointVersion. */
            checkpointVersion?: (number|null);

            /** AttemptReport files. */
            files?: (muster.v1.ResultFiles.$Properties|null);

            /**
             * Encodes the specified AttemptReport message. Does not implicitly {@link muster.v1.AttemptReport.verify|verify} messages.
             * @param message AttemptReport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.AttemptReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AttemptReport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.AttemptReport & muster.v1.AttemptReport.$Shape} AttemptReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.AttemptReport & muster.v1.AttemptReport.$Shape;

            /**
             * Creates an AttemptReport message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns AttemptReport
             */
            static fromObject(object: { [k: string]: any }): muster.v1.AttemptReport;

            /**
             * Creates a plain object from an AttemptReport message. Also converts values to other types if specified.
             * @param message AttemptReport
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.AttemptReport, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this AttemptReport to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace AttemptReport {

            /** Properties of an AttemptReport. */
            interface $Properties {

                /** AttemptReport attemptId */
                attemptId?: (string|null);

                /** AttemptReport revision */
                revision?: (number|null);

                /** AttemptReport state */
                state?: (string|null);

                /** AttemptReport atWallMs */
                atWallMs?: (number|null);

                /** AttemptReport runReference */
                runReference?: (string|null);

                /** AttemptReport phase */
                phase?: (string|null);

                /** AttemptReport failure */
                failure?: (muster.v1.Failure.$Properties|null);

                /** AttemptReport resultJson */
                resultJson?: (string|null);

                /** AttemptReport note */
                note?: (string|null);

                /** AttemptReport checkpointJson */
                checkpointJson?: (string|null);

                /** AttemptReport checkpointVersion */
                checkpointVersion?: (number|null);

                /** AttemptReport files */
                files?: (muster.v1.ResultFiles.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AttemptReport. */
            type $Shape = muster.v1.AttemptReport.$Properties;
        }

        /**
         * Properties of a ResultFile.
         * @deprecated Use muster.v1.ResultFile.$Properties instead.
         */
        interface IResultFile extends muster.v1.ResultFile.$Properties {
        }

        /** Represents a ResultFile. */
        class ResultFile {

            /**
             * Constructs a new ResultFile.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.ResultFile.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ResultFile name. */
            name: string;

            /** ResultFile size. */
            size?: (number|null);

            /** ResultFile sha256. */
            sha256?: (string|null);

            /** ResultFile mediaType. */
            mediaType?: (string|null);

            /** ResultFile problem. */
            problem?: (string|null);

            /**
             * Encodes the specified ResultFile message. Does not implicitly {@link muster.v1.ResultFile.verify|verify} messages.
             * @param message ResultFile message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.ResultFile.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResultFile message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.ResultFile & muster.v1.ResultFile.$Shape} ResultFile
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.ResultFile & muster.v1.ResultFile.$Shape;

            /**
             * Creates a ResultFile message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ResultFile
             */
            static fromObject(object: { [k: string]: any }): muster.v1.ResultFile;

            /**
             * Creates a plain object from a ResultFile message. Also converts values to other types if specified.
             * @param message ResultFile
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.ResultFile, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ResultFile to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ResultFile {

            /** Properties of a ResultFile. */
            interface $Properties {

                /** ResultFile name */
                name?: (string|null);

                /** ResultFile size */
                size?: (number|null);

                /** ResultFile sha256 */
                sha256?: (string|null);

                /** ResultFile mediaType */
                mediaType?: (string|null);

                /** ResultFile problem */
                problem?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ResultFile. */
            type $Shape = muster.v1.ResultFile.$Properties;
        }

        /**
         * Properties of a ResultFiles.
         * @deprecated Use muster.v1.ResultFiles.$Properties instead.
         */
        interface IResultFiles extends muster.v1.ResultFiles.$Properties {
        }

        /** Represents a ResultFiles. */
        class ResultFiles {

            /**
             * Constructs a new ResultFiles.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.ResultFiles.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ResultFiles list. */
            list: muster.v1.ResultFile.$Properties[];

            /**
             * Encodes the specified ResultFiles message. Does not implicitly {@link muster.v1.ResultFiles.verify|verify} messages.
             * @param message ResultFiles message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.ResultFiles.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResultFiles message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.ResultFiles & muster.v1.ResultFiles.$Shape} ResultFiles
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.ResultFiles & muster.v1.ResultFiles.$Shape;

            /**
             * Creates a ResultFiles message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ResultFiles
             */
            static fromObject(object: { [k: string]: any }): muster.v1.ResultFiles;

            /**
             * Creates a plain object from a ResultFiles message. Also converts values to other types if specified.
             * @param message ResultFiles
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.ResultFiles, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ResultFiles to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ResultFiles {

            /** Properties of a ResultFiles. */
            interface $Properties {

                /** ResultFiles list */
                list?: (muster.v1.ResultFile.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ResultFiles. */
            type $Shape = muster.v1.ResultFiles.$Properties;
        }

        /**
         * Properties of a ReportEvent.
         * @deprecated Use muster.v1.ReportEvent.$Properties instead.
         */
        interface IReportEvent extends muster.v1.ReportEvent.$Properties {
        }

        /** Represents a ReportEvent. */
        class ReportEvent {

            /**
             * Constructs a new ReportEvent.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.ReportEvent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReportEvent sequence. */
            sequence: number;

            /** ReportEvent report. */
            report?: (muster.v1.AttemptReport.$Properties|null);

            /**
             * Encodes the specified ReportEvent message. Does not implicitly {@link muster.v1.ReportEvent.verify|verify} messages.
             * @param message ReportEvent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.ReportEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReportEvent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.ReportEvent & muster.v1.ReportEvent.$Shape} ReportEvent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.ReportEvent & muster.v1.ReportEvent.$Shape;

            /**
             * Creates a ReportEvent message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ReportEvent
             */
            static fromObject(object: { [k: string]: any }): muster.v1.ReportEvent;

            /**
             * Creates a plain object from a ReportEvent message. Also converts values to other types if specified.
             * @param message ReportEvent
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.ReportEvent, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ReportEvent to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ReportEvent {

            /** Properties of a ReportEvent. */
            interface $Properties {

                /** ReportEvent sequence */
                sequence?: (number|null);

                /** ReportEvent report */
                report?: (muster.v1.AttemptReport.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReportEvent. */
            type $Shape = muster.v1.ReportEvent.$Properties;
        }

        /**
         * Properties of a Report.
         * @deprecated Use muster.v1.Report.$Properties instead.
         */
        interface IReport extends muster.v1.Report.$Properties {
        }

        /** Represents a Report. */
        class Report {

            /**
             * Constructs a new Report.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Report.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Report header. */
            header?: (muster.v1.UpHeader.$Properties|null);

            /** Report events. */
            events: muster.v1.ReportEvent.$Properties[];

            /**
             * Encodes the specified Report message. Does not implicitly {@link muster.v1.Report.verify|verify} messages.
             * @param message Report message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Report.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Report message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Report & muster.v1.Report.$Shape} Report
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Report & muster.v1.Report.$Shape;

            /**
             * Creates a Report message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Report
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Report;

            /**
             * Creates a plain object from a Report message. Also converts values to other types if specified.
             * @param message Report
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Report, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Report to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Report {

            /** Properties of a Report. */
            interface $Properties {

                /** Report header */
                header?: (muster.v1.UpHeader.$Properties|null);

                /** Report events */
                events?: (muster.v1.ReportEvent.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Report. */
            type $Shape = muster.v1.Report.$Properties;
        }

        /**
         * Properties of a TelemetryPoint.
         * @deprecated Use muster.v1.TelemetryPoint.$Properties instead.
         */
        interface ITelemetryPoint extends muster.v1.TelemetryPoint.$Properties {
        }

        /** Represents a TelemetryPoint. */
        class TelemetryPoint {

            /**
             * Constructs a new TelemetryPoint.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.TelemetryPoint.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TelemetryPoint sequence. */
            sequence: number;

            /** TelemetryPoint attemptId. */
            attemptId: string;

            /** TelemetryPoint atWallMs. */
            atWallMs: number;

            /** TelemetryPoint percent. */
            percent?: (number|null);

            /** TelemetryPoint phase. */
            phase?: (string|null);

            /** TelemetryPoint values. */
            values: { [k: string]: number };

            /** TelemetryPoint units. */
            units: { [k: string]: string };

            /**
             * Encodes the specified TelemetryPoint message. Does not implicitly {@link muster.v1.TelemetryPoint.verify|verify} messages.
             * @param message TelemetryPoint message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.TelemetryPoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TelemetryPoint message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.TelemetryPoint & muster.v1.TelemetryPoint.$Shape} TelemetryPoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.TelemetryPoint & muster.v1.TelemetryPoint.$Shape;

            /**
             * Creates a TelemetryPoint message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TelemetryPoint
             */
            static fromObject(object: { [k: string]: any }): muster.v1.TelemetryPoint;

            /**
             * Creates a plain object from a TelemetryPoint message. Also converts values to other types if specified.
             * @param message TelemetryPoint
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.TelemetryPoint, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TelemetryPoint to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TelemetryPoint {

            /** Properties of a TelemetryPoint. */
            interface $Properties {

                /** TelemetryPoint sequence */
                sequence?: (number|null);

                /** TelemetryPoint attemptId */
                attemptId?: (string|null);

                /** TelemetryPoint atWallMs */
                atWallMs?: (number|null);

                /** TelemetryPoint percent */
                percent?: (number|null);

                /** TelemetryPoint phase */
                phase?: (string|null);

                /** TelemetryPoint values */
                values?: ({ [k: string]: number }|null);

                /** TelemetryPoint units */
                units?: ({ [k: string]: string }|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TelemetryPoint. */
            type $Shape = muster.v1.TelemetryPoint.$Properties;
        }

        /**
         * Properties of a Telemetry.
         * @deprecated Use muster.v1.Telemetry.$Properties instead.
         */
        interface ITelemetry extends muster.v1.Telemetry.$Properties {
        }

        /** Represents a Telemetry. */
        class Telemetry {

            /**
             * Constructs a new Telemetry.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Telemetry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Telemetry header. */
            header?: (muster.v1.UpHeader.$Properties|null);

            /** Telemetry stream. */
            stream: string;

            /** Telemetry points. */
            points: muster.v1.TelemetryPoint.$Properties[];

            /**
             * Encodes the specified Telemetry message. Does not implicitly {@link muster.v1.Telemetry.verify|verify} messages.
             * @param message Telemetry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Telemetry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Telemetry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Telemetry & muster.v1.Telemetry.$Shape} Telemetry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Telemetry & muster.v1.Telemetry.$Shape;

            /**
             * Creates a Telemetry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Telemetry
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Telemetry;

            /**
             * Creates a plain object from a Telemetry message. Also converts values to other types if specified.
             * @param message Telemetry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Telemetry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Telemetry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Telemetry {

            /** Properties of a Telemetry. */
            interface $Properties {

                /** Telemetry header */
                header?: (muster.v1.UpHeader.$Properties|null);

                /** Telemetry stream */
                stream?: (string|null);

                /** Telemetry points */
                points?: (muster.v1.TelemetryPoint.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Telemetry. */
            type $Shape = muster.v1.Telemetry.$Properties;
        }

        /**
         * Properties of a BatchMember.
         * @deprecated Use muster.v1.BatchMember.$Properties instead.
         */
        interface IBatchMember extends muster.v1.BatchMember.$Properties {
        }

        /** Represents a BatchMember. */
        class BatchMember {

            /**
             * Constructs a new BatchMember.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.BatchMember.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BatchMember jobId. */
            jobId: string;

            /** BatchMember taskId. */
            taskId: string;

            /**
             * Encodes the specified BatchMember message. Does not implicitly {@link muster.v1.BatchMember.verify|verify} messages.
             * @param message BatchMember message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.BatchMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BatchMember message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.BatchMember & muster.v1.BatchMember.$Shape} BatchMember
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.BatchMember & muster.v1.BatchMember.$Shape;

            /**
             * Creates a BatchMember message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns BatchMember
             */
            static fromObject(object: { [k: string]: any }): muster.v1.BatchMember;

            /**
             * Creates a plain object from a BatchMember message. Also converts values to other types if specified.
             * @param message BatchMember
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.BatchMember, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this BatchMember to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace BatchMember {

            /** Properties of a BatchMember. */
            interface $Properties {

                /** BatchMember jobId */
                jobId?: (string|null);

                /** BatchMember taskId */
                taskId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BatchMember. */
            type $Shape = muster.v1.BatchMember.$Properties;
        }

        /**
         * Properties of a Batch.
         * @deprecated Use muster.v1.Batch.$Properties instead.
         */
        interface IBatch extends muster.v1.Batch.$Properties {
        }

        /** Represents a Batch. */
        class Batch {

            /**
             * Constructs a new Batch.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Batch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Batch members. */
            members: muster.v1.BatchMember.$Properties[];

            /**
             * Encodes the specified Batch message. Does not implicitly {@link muster.v1.Batch.verify|verify} messages.
             * @param message Batch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Batch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Batch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Batch & muster.v1.Batch.$Shape} Batch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Batch & muster.v1.Batch.$Shape;

            /**
             * Creates a Batch message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Batch
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Batch;

            /**
             * Creates a plain object from a Batch message. Also converts values to other types if specified.
             * @param message Batch
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Batch, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Batch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Batch {

            /** Properties of a Batch. */
            interface $Properties {

                /** Batch members */
                members?: (muster.v1.BatchMember.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Batch. */
            type $Shape = muster.v1.Batch.$Properties;
        }

        /**
         * Properties of a Hold.
         * @deprecated Use muster.v1.Hold.$Properties instead.
         */
        interface IHold extends muster.v1.Hold.$Properties {
        }

        /** Represents a Hold. */
        class Hold {

            /**
             * Constructs a new Hold.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Hold.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Hold resource. */
            resource: string;

            /** Hold amount. */
            amount: number;

            /** Hold names. */
            names: string[];

            /**
             * Encodes the specified Hold message. Does not implicitly {@link muster.v1.Hold.verify|verify} messages.
             * @param message Hold message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Hold.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Hold message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Hold & muster.v1.Hold.$Shape} Hold
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Hold & muster.v1.Hold.$Shape;

            /**
             * Creates a Hold message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Hold
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Hold;

            /**
             * Creates a plain object from a Hold message. Also converts values to other types if specified.
             * @param message Hold
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Hold, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Hold to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Hold {

            /** Properties of a Hold. */
            interface $Properties {

                /** Hold resource */
                resource?: (string|null);

                /** Hold amount */
                amount?: (number|null);

                /** Hold names */
                names?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Hold. */
            type $Shape = muster.v1.Hold.$Properties;
        }

        /**
         * Properties of a Holds.
         * @deprecated Use muster.v1.Holds.$Properties instead.
         */
        interface IHolds extends muster.v1.Holds.$Properties {
        }

        /** Represents a Holds. */
        class Holds {

            /**
             * Constructs a new Holds.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Holds.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Holds holds. */
            holds: muster.v1.Hold.$Properties[];

            /**
             * Encodes the specified Holds message. Does not implicitly {@link muster.v1.Holds.verify|verify} messages.
             * @param message Holds message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Holds.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Holds message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Holds & muster.v1.Holds.$Shape} Holds
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Holds & muster.v1.Holds.$Shape;

            /**
             * Creates a Holds message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Holds
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Holds;

            /**
             * Creates a plain object from a Holds message. Also converts values to other types if specified.
             * @param message Holds
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Holds, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Holds to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Holds {

            /** Properties of a Holds. */
            interface $Properties {

                /** Holds holds */
                holds?: (muster.v1.Hold.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Holds. */
            type $Shape = muster.v1.Holds.$Properties;
        }

        /**
         * Properties of a DigestEntry.
         * @deprecated Use muster.v1.DigestEntry.$Properties instead.
         */
        interface IDigestEntry extends muster.v1.DigestEntry.$Properties {
        }

        /** Represents a DigestEntry. */
        class DigestEntry {

            /**
             * Constructs a new DigestEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.DigestEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DigestEntry report. */
            report?: (muster.v1.AttemptReport.$Properties|null);

            /** DigestEntry jobId. */
            jobId: string;

            /** DigestEntry taskId. */
            taskId: string;

            /** DigestEntry instrumentId. */
            instrumentId: string;

            /** DigestEntry fence. */
            fence: number;

            /** DigestEntry activity. */
            activity: string;

            /** DigestEntry batch. */
            batch?: (muster.v1.Batch.$Properties|null);

            /** DigestEntry holds. */
            holds?: (muster.v1.Holds.$Properties|null);

            /**
             * Encodes the specified DigestEntry message. Does not implicitly {@link muster.v1.DigestEntry.verify|verify} messages.
             * @param message DigestEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.DigestEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DigestEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.DigestEntry & muster.v1.DigestEntry.$Shape} DigestEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.DigestEntry & muster.v1.DigestEntry.$Shape;

            /**
             * Creates a DigestEntry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DigestEntry
             */
            static fromObject(object: { [k: string]: any }): muster.v1.DigestEntry;

            /**
             * Creates a plain object from a DigestEntry message. Also converts values to other types if specified.
             * @param message DigestEntry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.DigestEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DigestEntry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DigestEntry {

            /** Properties of a DigestEntry. */
            interface $Properties {

                /** DigestEntry report */
                report?: (muster.v1.AttemptReport.$Properties|null);

                /** DigestEntry jobId */
                jobId?: (string|null);

                /** DigestEntry taskId */
                taskId?: (string|null);

                /** DigestEntry instrumentId */
                instrumentId?: (string|null);

                /** DigestEntry fence */
                fence?: (number|null);

                /** DigestEntry activity */
                activity?: (string|null);

                /** DigestEntry batch */
                batch?: (muster.v1.Batch.$Properties|null);

                /** DigestEntry holds */
                holds?: (muster.v1.Holds.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DigestEntry. */
            type $Shape = muster.v1.DigestEntry.$Properties;
        }

        /**
         * Properties of an InstrumentFence.
         * @deprecated Use muster.v1.InstrumentFence.$Properties instead.
         */
        interface IInstrumentFence extends muster.v1.InstrumentFence.$Properties {
        }

        /** Represents an InstrumentFence. */
        class InstrumentFence {

            /**
             * Constructs a new InstrumentFence.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.InstrumentFence.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InstrumentFence instrumentId. */
            instrumentId: string;

            /** InstrumentFence fence. */
            fence: number;

            /**
             * Encodes the specified InstrumentFence message. Does not implicitly {@link muster.v1.InstrumentFence.verify|verify} messages.
             * @param message InstrumentFence message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.InstrumentFence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InstrumentFence message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.InstrumentFence & muster.v1.InstrumentFence.$Shape} InstrumentFence
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.InstrumentFence & muster.v1.InstrumentFence.$Shape;

            /**
             * Creates an InstrumentFence message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns InstrumentFence
             */
            static fromObject(object: { [k: string]: any }): muster.v1.InstrumentFence;

            /**
             * Creates a plain object from an InstrumentFence message. Also converts values to other types if specified.
             * @param message InstrumentFence
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.InstrumentFence, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this InstrumentFence to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace InstrumentFence {

            /** Properties of an InstrumentFence. */
            interface $Properties {

                /** InstrumentFence instrumentId */
                instrumentId?: (string|null);

                /** InstrumentFence fence */
                fence?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InstrumentFence. */
            type $Shape = muster.v1.InstrumentFence.$Properties;
        }

        /**
         * Properties of an UpSync.
         * @deprecated Use muster.v1.UpSync.$Properties instead.
         */
        interface IUpSync extends muster.v1.UpSync.$Properties {
        }

        /** Represents an UpSync. */
        class UpSync {

            /**
             * Constructs a new UpSync.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.UpSync.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UpSync header. */
            header?: (muster.v1.UpHeader.$Properties|null);

            /** UpSync token. */
            token: string;

            /** UpSync challenge. */
            challenge?: (string|null);

            /** UpSync storeId. */
            storeId?: (string|null);

            /** UpSync epoch. */
            epoch: number;

            /** UpSync storeWrites. */
            storeWrites: number;

            /** UpSync firstSequence. */
            firstSequence: number;

            /** UpSync attempts. */
            attempts: muster.v1.DigestEntry.$Properties[];

            /** UpSync fences. */
            fences: muster.v1.InstrumentFence.$Properties[];

            /** UpSync history. */
            history: boolean;

            /** UpSync readiness. */
            readiness?: (muster.v1.ReadinessChanges.$Properties|null);

            /**
             * Encodes the specified UpSync message. Does not implicitly {@link muster.v1.UpSync.verify|verify} messages.
             * @param message UpSync message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.UpSync.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UpSync message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.UpSync & muster.v1.UpSync.$Shape} UpSync
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.UpSync & muster.v1.UpSync.$Shape;

            /**
             * Creates an UpSync message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns UpSync
             */
            static fromObject(object: { [k: string]: any }): muster.v1.UpSync;

            /**
             * Creates a plain object from an UpSync message. Also converts values to other types if specified.
             * @param message UpSync
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.UpSync, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this UpSync to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace UpSync {

            /** Properties of an UpSync. */
            interface $Properties {

                /** UpSync header */
                header?: (muster.v1.UpHeader.$Properties|null);

                /** UpSync token */
                token?: (string|null);

                /** UpSync challenge */
                challenge?: (string|null);

                /** UpSync storeId */
                storeId?: (string|null);

                /** UpSync epoch */
                epoch?: (number|null);

                /** UpSync storeWrites */
                storeWrites?: (number|null);

                /** UpSync firstSequence */
                firstSequence?: (number|null);

                /** UpSync attempts */
                attempts?: (muster.v1.DigestEntry.$Properties[]|null);

                /** UpSync fences */
                fences?: (muster.v1.InstrumentFence.$Properties[]|null);

                /** UpSync history */
                history?: (boolean|null);

                /** UpSync readiness */
                readiness?: (muster.v1.ReadinessChanges.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UpSync. */
            type $Shape = muster.v1.UpSync.$Properties;
        }

        /**
         * Properties of a DownHeader.
         * @deprecated Use muster.v1.DownHeader.$Properties instead.
         */
        interface IDownHeader extends muster.v1.DownHeader.$Properties {
        }

        /** Represents a DownHeader. */
        class DownHeader {

            /**
             * Constructs a new DownHeader.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.DownHeader.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DownHeader epoch. */
            epoch: number;

            /** DownHeader leadId. */
            leadId: string;

            /** DownHeader storeId. */
            storeId: string;

            /** DownHeader storeWrites. */
            storeWrites: number;

            /**
             * Encodes the specified DownHeader message. Does not implicitly {@link muster.v1.DownHeader.verify|verify} messages.
             * @param message DownHeader message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.DownHeader.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DownHeader message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.DownHeader & muster.v1.DownHeader.$Shape} DownHeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.DownHeader & muster.v1.DownHeader.$Shape;

            /**
             * Creates a DownHeader message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DownHeader
             */
            static fromObject(object: { [k: string]: any }): muster.v1.DownHeader;

            /**
             * Creates a plain object from a DownHeader message. Also converts values to other types if specified.
             * @param message DownHeader
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.DownHeader, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DownHeader to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DownHeader {

            /** Properties of a DownHeader. */
            interface $Properties {

                /** DownHeader epoch */
                epoch?: (number|null);

                /** DownHeader leadId */
                leadId?: (string|null);

                /** DownHeader storeId */
                storeId?: (string|null);

                /** DownHeader storeWrites */
                storeWrites?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DownHeader. */
            type $Shape = muster.v1.DownHeader.$Properties;
        }

        /**
         * Properties of an Offer.
         * @deprecated Use muster.v1.Offer.$Properties instead.
         */
        interface IOffer extends muster.v1.Offer.$Properties {
        }

        /** Represents an Offer. */
        class Offer {

            /**
             * Constructs a new Offer.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Offer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Offer header. */
            header?: (muster.v1.DownHeader.$Properties|null);

            /** Offer attemptId. */
            attemptId: string;

            /** Offer jobId. */
            jobId: string;

            /** Offer taskId. */
            taskId: string;

            /** Offer instrumentId. */
            instrumentId: string;

            /** Offer fence. */
            fence: number;

            /** Offer activity. */
            activity: string;

            /** Offer parametersJson. */
            parametersJson: string;

            /** Offer awayPolicy. */
            awayPolicy: string;

            /** Offer awayLimitMs. */
            awayLimitMs?: (number|null);

            /** Offer traceparent. */
            traceparent?: (string|null);

            /** Offer checkpointJson. */
            checkpointJson?: (string|null);

            /** Offer batch. */
            batch?: (muster.v1.Batch.$Properties|null);

            /** Offer holds. */
            holds?: (muster.v1.Holds.$Properties|null);

            /**
             * Encodes the specified Offer message. Does not implicitly {@link muster.v1.Offer.verify|verify} messages.
             * @param message Offer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Offer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Offer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Offer & muster.v1.Offer.$Shape} Offer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Offer & muster.v1.Offer.$Shape;

            /**
             * Creates an Offer message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Offer
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Offer;

            /**
             * Creates a plain object from an Offer message. Also converts values to other types if specified.
             * @param message Offer
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Offer, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Offer to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Offer {

            /** Properties of an Offer. */
            interface $Properties {

                /** Offer header */
                header?: (muster.v1.DownHeader.$Properties|null);

                /** Offer attemptId */
                attemptId?: (string|null);

                /** Offer jobId */
                jobId?: (string|null);

                /** Offer taskId */
                taskId?: (string|null);

                /** Offer instrumentId */
                instrumentId?: (string|null);

                /** Offer fence */
                fence?: (number|null);

                /** Offer activity */
                activity?: (string|null);

                /** Offer parametersJson */
                parametersJson?: (string|null);

                /** Offer awayPolicy */
                awayPolicy?: (string|null);

                /** Offer awayLimitMs */
                awayLimitMs?: (number|null);

                /** Offer traceparent */
                traceparent?: (string|null);

                /** Offer checkpointJson */
                checkpointJson?: (string|null);

                /** Offer batch */
                batch?: (muster.v1.Batch.$Properties|null);

                /** Offer holds */
                holds?: (muster.v1.Holds.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Offer. */
            type $Shape = muster.v1.Offer.$Properties;
        }

        /**
         * Properties of a Grant.
         * @deprecated Use muster.v1.Grant.$Properties instead.
         */
        interface IGrant extends muster.v1.Grant.$Properties {
        }

        /** Represents a Grant. */
        class Grant {

            /**
             * Constructs a new Grant.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Grant.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Grant header. */
            header?: (muster.v1.DownHeader.$Properties|null);

            /** Grant attemptId. */
            attemptId: string;

            /** Grant fence. */
            fence: number;

            /** Grant nonce. */
            nonce: string;

            /** Grant ttlMs. */
            ttlMs: number;

            /** Grant refusal. */
            refusal?: (string|null);

            /**
             * Encodes the specified Grant message. Does not implicitly {@link muster.v1.Grant.verify|verify} messages.
             * @param message Grant message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Grant.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Grant message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Grant & muster.v1.Grant.$Shape} Grant
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Grant & muster.v1.Grant.$Shape;

            /**
             * Creates a Grant message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Grant
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Grant;

            /**
             * Creates a plain object from a Grant message. Also converts values to other types if specified.
             * @param message Grant
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Grant, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Grant to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Grant {

            /** Properties of a Grant. */
            interface $Properties {

                /** Grant header */
                header?: (muster.v1.DownHeader.$Properties|null);

                /** Grant attemptId */
                attemptId?: (string|null);

                /** Grant fence */
                fence?: (number|null);

                /** Grant nonce */
                nonce?: (string|null);

                /** Grant ttlMs */
                ttlMs?: (number|null);

                /** Grant refusal */
                refusal?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Grant. */
            type $Shape = muster.v1.Grant.$Properties;
        }

        /**
         * Properties of a Control.
         * @deprecated Use muster.v1.Control.$Properties instead.
         */
        interface IControl extends muster.v1.Control.$Properties {
        }

        /** Represents a Control. */
        class Control {

            /**
             * Constructs a new Control.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Control.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Control header. */
            header?: (muster.v1.DownHeader.$Properties|null);

            /** Control attemptId. */
            attemptId: string;

            /** Control version. */
            version: number;

            /** Control action. */
            action: string;

            /** Control end. */
            end?: (string|null);

            /** Control actor. */
            actor?: (string|null);

            /**
             * Encodes the specified Control message. Does not implicitly {@link muster.v1.Control.verify|verify} messages.
             * @param message Control message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Control.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Control message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Control & muster.v1.Control.$Shape} Control
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Control & muster.v1.Control.$Shape;

            /**
             * Creates a Control message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Control
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Control;

            /**
             * Creates a plain object from a Control message. Also converts values to other types if specified.
             * @param message Control
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Control, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Control to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Control {

            /** Properties of a Control. */
            interface $Properties {

                /** Control header */
                header?: (muster.v1.DownHeader.$Properties|null);

                /** Control attemptId */
                attemptId?: (string|null);

                /** Control version */
                version?: (number|null);

                /** Control action */
                action?: (string|null);

                /** Control end */
                end?: (string|null);

                /** Control actor */
                actor?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Control. */
            type $Shape = muster.v1.Control.$Properties;
        }

        /**
         * Properties of an Ack.
         * @deprecated Use muster.v1.Ack.$Properties instead.
         */
        interface IAck extends muster.v1.Ack.$Properties {
        }

        /** Represents an Ack. */
        class Ack {

            /**
             * Constructs a new Ack.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.Ack.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Ack header. */
            header?: (muster.v1.DownHeader.$Properties|null);

            /** Ack bootId. */
            bootId: string;

            /** Ack sequence. */
            sequence: number;

            /**
             * Encodes the specified Ack message. Does not implicitly {@link muster.v1.Ack.verify|verify} messages.
             * @param message Ack message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Ack message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.Ack & muster.v1.Ack.$Shape} Ack
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.Ack & muster.v1.Ack.$Shape;

            /**
             * Creates an Ack message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns Ack
             */
            static fromObject(object: { [k: string]: any }): muster.v1.Ack;

            /**
             * Creates a plain object from an Ack message. Also converts values to other types if specified.
             * @param message Ack
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.Ack, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Ack to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Ack {

            /** Properties of an Ack. */
            interface $Properties {

                /** Ack header */
                header?: (muster.v1.DownHeader.$Properties|null);

                /** Ack bootId */
                bootId?: (string|null);

                /** Ack sequence */
                sequence?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Ack. */
            type $Shape = muster.v1.Ack.$Properties;
        }

        /**
         * Properties of a TelemetryAck.
         * @deprecated Use muster.v1.TelemetryAck.$Properties instead.
         */
        interface ITelemetryAck extends muster.v1.TelemetryAck.$Properties {
        }

        /** Represents a TelemetryAck. */
        class TelemetryAck {

            /**
             * Constructs a new TelemetryAck.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.TelemetryAck.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TelemetryAck header. */
            header?: (muster.v1.DownHeader.$Properties|null);

            /** TelemetryAck stream. */
            stream: string;

            /** TelemetryAck sequence. */
            sequence: number;

            /**
             * Encodes the specified TelemetryAck message. Does not implicitly {@link muster.v1.TelemetryAck.verify|verify} messages.
             * @param message TelemetryAck message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.TelemetryAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TelemetryAck message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.TelemetryAck & muster.v1.TelemetryAck.$Shape} TelemetryAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.TelemetryAck & muster.v1.TelemetryAck.$Shape;

            /**
             * Creates a TelemetryAck message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns TelemetryAck
             */
            static fromObject(object: { [k: string]: any }): muster.v1.TelemetryAck;

            /**
             * Creates a plain object from a TelemetryAck message. Also converts values to other types if specified.
             * @param message TelemetryAck
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.TelemetryAck, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this TelemetryAck to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace TelemetryAck {

            /** Properties of a TelemetryAck. */
            interface $Properties {

                /** TelemetryAck header */
                header?: (muster.v1.DownHeader.$Properties|null);

                /** TelemetryAck stream */
                stream?: (string|null);

                /** TelemetryAck sequence */
                sequence?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TelemetryAck. */
            type $Shape = muster.v1.TelemetryAck.$Properties;
        }

        /**
         * Properties of a SyncEntry.
         * @deprecated Use muster.v1.SyncEntry.$Properties instead.
         */
        interface ISyncEntry extends muster.v1.SyncEntry.$Properties {
        }

        /** Represents a SyncEntry. */
        class SyncEntry {

            /**
             * Constructs a new SyncEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.SyncEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SyncEntry attemptId. */
            attemptId: string;

            /** SyncEntry state. */
            state: string;

            /** SyncEntry instrumentId. */
            instrumentId: string;

            /** SyncEntry runReference. */
            runReference?: (string|null);

            /**
             * Encodes the specified SyncEntry message. Does not implicitly {@link muster.v1.SyncEntry.verify|verify} messages.
             * @param message SyncEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.SyncEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SyncEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.SyncEntry & muster.v1.SyncEntry.$Shape} SyncEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.SyncEntry & muster.v1.SyncEntry.$Shape;

            /**
             * Creates a SyncEntry message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns SyncEntry
             */
            static fromObject(object: { [k: string]: any }): muster.v1.SyncEntry;

            /**
             * Creates a plain object from a SyncEntry message. Also converts values to other types if specified.
             * @param message SyncEntry
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.SyncEntry, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this SyncEntry to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace SyncEntry {

            /** Properties of a SyncEntry. */
            interface $Properties {

                /** SyncEntry attemptId */
                attemptId?: (string|null);

                /** SyncEntry state */
                state?: (string|null);

                /** SyncEntry instrumentId */
                instrumentId?: (string|null);

                /** SyncEntry runReference */
                runReference?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SyncEntry. */
            type $Shape = muster.v1.SyncEntry.$Properties;
        }

        /**
         * Properties of a ReadinessOrder.
         * @deprecated Use muster.v1.ReadinessOrder.$Properties instead.
         */
        interface IReadinessOrder extends muster.v1.ReadinessOrder.$Properties {
        }

        /** Represents a ReadinessOrder. */
        class ReadinessOrder {

            /**
             * Constructs a new ReadinessOrder.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.ReadinessOrder.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadinessOrder instrumentId. */
            instrumentId: string;

            /** ReadinessOrder version. */
            version: number;

            /** ReadinessOrder readiness. */
            readiness: string;

            /** ReadinessOrder by. */
            by: string;

            /** ReadinessOrder reason. */
            reason?: (string|null);

            /** ReadinessOrder about. */
            about: number;

            /**
             * Encodes the specified ReadinessOrder message. Does not implicitly {@link muster.v1.ReadinessOrder.verify|verify} messages.
             * @param message ReadinessOrder message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.ReadinessOrder.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadinessOrder message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.ReadinessOrder & muster.v1.ReadinessOrder.$Shape} ReadinessOrder
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.ReadinessOrder & muster.v1.ReadinessOrder.$Shape;

            /**
             * Creates a ReadinessOrder message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ReadinessOrder
             */
            static fromObject(object: { [k: string]: any }): muster.v1.ReadinessOrder;

            /**
             * Creates a plain object from a ReadinessOrder message. Also converts values to other types if specified.
             * @param message ReadinessOrder
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.ReadinessOrder, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ReadinessOrder to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ReadinessOrder {

            /** Properties of a ReadinessOrder. */
            interface $Properties {

                /** ReadinessOrder instrumentId */
                instrumentId?: (string|null);

                /** ReadinessOrder version */
                version?: (number|null);

                /** ReadinessOrder readiness */
                readiness?: (string|null);

                /** ReadinessOrder by */
                by?: (string|null);

                /** ReadinessOrder reason */
                reason?: (string|null);

                /** ReadinessOrder about */
                about?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadinessOrder. */
            type $Shape = muster.v1.ReadinessOrder.$Properties;
        }

        /**
         * Properties of a ReadinessOrders.
         * @deprecated Use muster.v1.ReadinessOrders.$Properties instead.
         */
        interface IReadinessOrders extends muster.v1.ReadinessOrders.$Properties {
        }

        /** Represents a ReadinessOrders. */
        class ReadinessOrders {

            /**
             * Constructs a new ReadinessOrders.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.ReadinessOrders.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadinessOrders orders. */
            orders: muster.v1.ReadinessOrder.$Properties[];

            /**
             * Encodes the specified ReadinessOrders message. Does not implicitly {@link muster.v1.ReadinessOrders.verify|verify} messages.
             * @param message ReadinessOrders message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.ReadinessOrders.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadinessOrders message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.ReadinessOrders & muster.v1.ReadinessOrders.$Shape} ReadinessOrders
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.ReadinessOrders & muster.v1.ReadinessOrders.$Shape;

            /**
             * Creates a ReadinessOrders message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns ReadinessOrders
             */
            static fromObject(object: { [k: string]: any }): muster.v1.ReadinessOrders;

            /**
             * Creates a plain object from a ReadinessOrders message. Also converts values to other types if specified.
             * @param message ReadinessOrders
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.ReadinessOrders, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this ReadinessOrders to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace ReadinessOrders {

            /** Properties of a ReadinessOrders. */
            interface $Properties {

                /** ReadinessOrders orders */
                orders?: (muster.v1.ReadinessOrder.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadinessOrders. */
            type $Shape = muster.v1.ReadinessOrders.$Properties;
        }

        /**
         * Properties of a DownSync.
         * @deprecated Use muster.v1.DownSync.$Properties instead.
         */
        interface IDownSync extends muster.v1.DownSync.$Properties {
        }

        /** Represents a DownSync. */
        class DownSync {

            /**
             * Constructs a new DownSync.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.DownSync.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DownSync header. */
            header?: (muster.v1.DownHeader.$Properties|null);

            /** DownSync token. */
            token: string;

            /** DownSync challenge. */
            challenge?: (string|null);

            /** DownSync wantHistory. */
            wantHistory?: (boolean|null);

            /** DownSync attempts. */
            attempts: muster.v1.SyncEntry.$Properties[];

            /** DownSync fences. */
            fences: muster.v1.InstrumentFence.$Properties[];

            /** DownSync ack. */
            ack?: (muster.v1.Ack.$Properties|null);

            /** DownSync readiness. */
            readiness?: (muster.v1.ReadinessOrders.$Properties|null);

            /**
             * Encodes the specified DownSync message. Does not implicitly {@link muster.v1.DownSync.verify|verify} messages.
             * @param message DownSync message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.DownSync.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DownSync message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.DownSync & muster.v1.DownSync.$Shape} DownSync
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.DownSync & muster.v1.DownSync.$Shape;

            /**
             * Creates a DownSync message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns DownSync
             */
            static fromObject(object: { [k: string]: any }): muster.v1.DownSync;

            /**
             * Creates a plain object from a DownSync message. Also converts values to other types if specified.
             * @param message DownSync
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.DownSync, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this DownSync to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace DownSync {

            /** Properties of a DownSync. */
            interface $Properties {

                /** DownSync header */
                header?: (muster.v1.DownHeader.$Properties|null);

                /** DownSync token */
                token?: (string|null);

                /** DownSync challenge */
                challenge?: (string|null);

                /** DownSync wantHistory */
                wantHistory?: (boolean|null);

                /** DownSync attempts */
                attempts?: (muster.v1.SyncEntry.$Properties[]|null);

                /** DownSync fences */
                fences?: (muster.v1.InstrumentFence.$Properties[]|null);

                /** DownSync ack */
                ack?: (muster.v1.Ack.$Properties|null);

                /** DownSync readiness */
                readiness?: (muster.v1.ReadinessOrders.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DownSync. */
            type $Shape = muster.v1.DownSync.$Properties;
        }

        /**
         * Properties of a CoordinatorSession.
         * @deprecated Use muster.v1.CoordinatorSession.$Properties instead.
         */
        interface ICoordinatorSession extends muster.v1.CoordinatorSession.$Properties {
        }

        /** Represents a CoordinatorSession. */
        class CoordinatorSession {

            /**
             * Constructs a new CoordinatorSession.
             * @param [properties] Properties to set
             */
            constructor(properties?: muster.v1.CoordinatorSession.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CoordinatorSession header. */
            header?: (muster.v1.DownHeader.$Properties|null);

            /** CoordinatorSession online. */
            online: boolean;

            /** CoordinatorSession protocolVersion. */
            protocolVersion: number;

            /** CoordinatorSession softwareVersion. */
            softwareVersion: string;

            /**
             * Encodes the specified CoordinatorSession message. Does not implicitly {@link muster.v1.CoordinatorSession.verify|verify} messages.
             * @param message CoordinatorSession message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: muster.v1.CoordinatorSession.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CoordinatorSession message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {muster.v1.CoordinatorSession & muster.v1.CoordinatorSession.$Shape} CoordinatorSession
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): muster.v1.CoordinatorSession & muster.v1.CoordinatorSession.$Shape;

            /**
             * Creates a CoordinatorSession message from a plain object. Also converts values to their respective internal types.
             * @param object Plain object
             * @returns CoordinatorSession
             */
            static fromObject(object: { [k: string]: any }): muster.v1.CoordinatorSession;

            /**
             * Creates a plain object from a CoordinatorSession message. Also converts values to other types if specified.
             * @param message CoordinatorSession
             * @param [options] Conversion options
             * @returns Plain object
             */
            static toObject(message: muster.v1.CoordinatorSession, options?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this CoordinatorSession to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace CoordinatorSession {

            /** Properties of a CoordinatorSession. */
            interface $Properties {

                /** CoordinatorSession header */
                header?: (muster.v1.DownHeader.$Properties|null);

                /** CoordinatorSession online */
                online?: (boolean|null);

                /** CoordinatorSession protocolVersion */
                protocolVersion?: (number|null);

                /** CoordinatorSession softwareVersion */
                softwareVersion?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CoordinatorSession. */
            type $Shape = muster.v1.CoordinatorSession.$Properties;
        }
    }
}
