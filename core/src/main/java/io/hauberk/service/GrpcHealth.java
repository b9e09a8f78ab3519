package io.hauberk.service;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The messages of {@code grpc.health.v1.Health/Check}, by hand: {@code HealthCheckRequest { string service = 1; }} and
 * {@code HealthCheckResponse { ServingStatus status = 1; }}, each behind the five bytes of gRPC's framing.
 */
final class GrpcHealth {
    private static final int PREFIX = 5;
    private static final int SERVICE = 1 << 3 | 2;
    private static final int STATUS = 1 << 3;
    private static final int SERVING = 1;
    private static final int LONGEST_NAME = 127;

    private GrpcHealth() {}

    /** Asks for a service; an empty name means the server. */
    static byte[] question(String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        if (name.length > LONGEST_NAME) {
            throw new IllegalArgumentException("The name of a gRPC service has at most " + LONGEST_NAME
                    + " bytes here, but this one has " + name.length + ".");
        }
        int length = name.length == 0 ? 0 : name.length + 2;
        byte[] message = new byte[PREFIX + length];
        message[4] = (byte) length;
        if (length > 0) {
            message[PREFIX] = SERVICE;
            message[PREFIX + 1] = (byte) name.length;
            System.arraycopy(name, 0, message, PREFIX + 2, name.length);
        }
        return message;
    }

    /** Whether an answer says SERVING: the field's default is UNKNOWN, and fields that we do not know are none. */
    static boolean serving(byte[] answer) {
        return answer.length >= PREFIX + 2
                && answer[0] == 0
                && answer[PREFIX] == STATUS
                && answer[PREFIX + 1] == SERVING;
    }

    /** A status code from 1 to 16, or {@code unknown}: it becomes a tag. */
    static String code(@Nullable String status) {
        return status != null && status.matches("[1-9]|1[0-6]") ? status : "unknown";
    }
}
