package io.hauberk.service;

import io.hauberk.Headers;
import io.hauberk.Response;

/**
 * Answers by which a server says that it is in trouble, or wants less: 5xx but 501, 429, and over gRPC, where they come
 * without a body, the statuses unknown, deadline exceeded, resource exhausted, internal, unavailable, data loss.
 */
final class Trouble {
    private Trouble() {}

    static boolean in(Response response) {
        int status = response.status();
        return status >= 500 ? status != 501 : status == 429 || status == 200 && grpc(response.headers());
    }

    /**
     * The status by which an endpoint is judged: its own, or what a gateway makes of gRPC's where the answer is a head
     * only. Who lacks a resource or a method (429, 501) is not at fault.
     */
    static int judged(Response response) {
        if (response.status() != 200) {
            return response.status();
        }
        String status = response.headers().first("grpc-status");
        return status == null
                ? 200
                : switch (status) {
                    case "2", "13", "15" -> 500;
                    case "14" -> 503;
                    case "4" -> 504;
                    default -> 200;
                };
    }

    private static boolean grpc(Headers headers) {
        String status = headers.first("grpc-status");
        return status != null
                && switch (status) {
                    case "2", "4", "8", "13", "14", "15" -> true;
                    default -> false;
                };
    }
}
