package io.bpfman.siblings.command;

import io.bpfman.siblings.text.Truncation;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;

/** Why the API server cannot be asked just now, in one line and in words: Java's own often are the name of a class. */
final class Weather {

    private static final int LONGEST = 200;

    private Weather() {}

    static String of(KubernetesClientException away) {
        if (away.getCode() > 0) {
            return "it answers with code " + away.getCode();
        }
        Throwable cause = away;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Truncation.cut(words(cause), LONGEST);
    }

    private static String words(Throwable cause) {
        if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            return "there is no host of this name";
        }
        if (cause instanceof ClosedChannelException || cause instanceof ConnectException) {
            return "connection refused";
        }
        if (cause instanceof NoRouteToHostException) {
            return "no route to host";
        }
        if (cause instanceof HttpTimeoutException || cause instanceof SocketTimeoutException) {
            return "it does not answer in time";
        }
        if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
            return "its certificate is not signed by an authority that the kubeconfig or the system trusts";
        }
        if (cause instanceof CertificateException) {
            return "its certificate is not valid: " + said(cause).orElse("it does not say why");
        }
        return said(cause).orElse("it breaks off the connection");
    }

    private static Optional<String> said(Throwable cause) {
        return Optional.ofNullable(cause.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .filter(message -> !message.isBlank());
    }
}
