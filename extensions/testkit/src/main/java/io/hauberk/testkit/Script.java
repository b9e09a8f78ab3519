package io.hauberk.testkit;

import io.hauberk.Sleeper;
import java.io.IOException;
import java.time.Duration;

/** What a {@link RawServer} does with one connection. The connection is closed when the script ends. */
@FunctionalInterface
public interface Script {
    /** Plays the script. What it throws ends the connection, and is nobody's business. */
    void play(Scene scene) throws IOException;

    /** Answers each request with these exact bytes, as long as requests come. */
    static Script answering(String response) {
        return scene -> {
            while (true) {
                scene.readRequest();
                scene.connection().send(response);
            }
        };
    }

    /** Answers each request with 200 and this text. */
    static Script ok(String text) {
        return answering(response(text));
    }

    /** Answers the first request with these exact bytes and ends the connection, whatever they promise. */
    static Script answeringOnce(String response) {
        return scene -> {
            scene.readRequest();
            scene.connection().send(response);
        };
    }

    /** Answers once and ends the connection without a word, as a server does whose keep-alive time is over. */
    static Script closingAfter(String text) {
        return answeringOnce(response(text));
    }

    /** Resets the connection as soon as it is there. */
    static Script resettingAtAccept() {
        return scene -> scene.connection().reset();
    }

    /** Reads a request, and resets the connection without an answer. */
    static Script resettingAfterRequest() {
        return scene -> {
            scene.readRequest();
            scene.connection().reset();
        };
    }

    /** Resets the connection in the middle of the head. */
    static Script resettingInHead() {
        return scene -> {
            scene.readRequest();
            scene.connection().send("HTTP/1.1 200 OK\r\nContent-Le");
            Sleeper.system().sleep(Duration.ofMillis(20)); // else the reset overtakes the bytes
            scene.connection().reset();
        };
    }

    /** Resets the connection after a part of the body. */
    static Script resettingInBody() {
        return scene -> {
            scene.readRequest();
            scene.connection().send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly a part");
            Sleeper.system().sleep(Duration.ofMillis(20));
            scene.connection().reset();
        };
    }

    /** Reads requests and says nothing until the other side gives up. */
    static Script silent() {
        return scene -> {
            scene.readRequest();
            scene.connection().awaitEnd();
        };
    }

    /** Reads a request and closes its own direction only: the other side sees an end instead of an answer. */
    static Script halfOpen() {
        return scene -> {
            scene.readRequest();
            scene.connection().halfClose();
            scene.connection().awaitEnd();
        };
    }

    /** Sends an answer one character at a time, with a pause before each: no read ever waits for long. */
    static Script dripping(String response, Duration pause) {
        return scene -> {
            scene.readRequest();
            scene.connection().drip(response, pause);
        };
    }

    /** Sends head and a part of a long body, and then nothing more. */
    static Script fallingSilentInBody() {
        return scene -> {
            scene.readRequest();
            scene.connection().send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly a part");
            scene.connection().awaitEnd();
        };
    }

    /** Sends interim responses (1xx) before the answer. */
    static Script interim(String text) {
        return answering("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
                + "HTTP/1.1 100 Continue\r\n\r\n" + response(text));
    }

    /** Answers in chunks, with one trailer field. */
    static Script chunked(String trailerName, String trailerValue, String... chunks) {
        StringBuilder response = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: ")
                .append(trailerName)
                .append("\r\n\r\n");
        for (String chunk : chunks) {
            response.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return answering(response.append("0\r\n" + trailerName + ": " + trailerValue + "\r\n\r\n")
                .toString());
    }

    /** A whole response with status 200. */
    static String response(String text) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + text.length() + "\r\n\r\n" + text;
    }
}
