package dev.engram.agent.weave.match;

import dev.engram.agent.client.site.Client;
import dev.engram.agent.client.site.Need;
import dev.engram.agent.weave.classfile.ClassFiles;
import dev.engram.agent.weave.classfile.MemberNames;
import dev.engram.agent.weave.classfile.TypeHierarchy;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client library has what it must have to be woven, by its class files alone: once for each class loader, or class
 * path. Thread-safe; no lock is held while class files are read.
 */
final class ClientVersions {

    private final Map<TypeHierarchy, Map<Client, Optional<String>>> known =
            Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * What a client lacks, in a sentence without its full stop; null when it has all.
     *
     * @param hierarchy stands for the loader or class path
     */
    @Nullable
    String missing(Client client, TypeHierarchy hierarchy, ClassFiles files) {
        Map<Client, Optional<String>> clients = known.computeIfAbsent(hierarchy, each -> new ConcurrentHashMap<>());
        Optional<String> missing = clients.get(client);
        if (missing == null) {
            missing = Optional.ofNullable(firstMissing(client, files));
            clients.put(client, missing);
        }
        return missing.orElse(null);
    }

    private static @Nullable String firstMissing(Client client, ClassFiles files) {
        Members members = new Members(files);
        for (Need need : client.needs()) {
            String type = need.onlyWith();
            if ((type == null || members.of(type) != null)
                    && need.anyOf().stream().noneMatch(members::have)) {
                return sentence(client, need.anyOf().get(0), members);
            }
        }
        return null;
    }

    private static String sentence(Client client, Need.Member member, Members members) {
        String what = members.of(member.type()) == null
                ? "there is no class " + member.type()
                : member.type() + " has no " + member.signature();
        return "Commands of " + client.name() + " are not recorded: " + what;
    }

    /** Of the types that were asked for. */
    private static final class Members {
        private final ClassFiles files;
        private final Map<String, Optional<MemberNames>> types = new HashMap<>();

        Members(ClassFiles files) {
            this.files = files;
        }

        /** Null for a type without a class file. */
        @Nullable
        MemberNames of(String type) {
            Optional<MemberNames> found = types.get(type);
            if (found == null) {
                byte[] classFile = TypeHierarchy.isOfTheJdk(type) ? null : files.read(type);
                found = Optional.ofNullable(classFile == null ? null : MemberNames.read(classFile));
                types.put(type, found);
            }
            return found.orElse(null);
        }

        boolean have(Need.Member member) {
            return have(member.type(), member.signature());
        }

        private boolean have(String type, String signature) {
            MemberNames names = of(type);
            if (names == null) {
                return false;
            }
            if (names.signatures().contains(signature)) {
                return true;
            }
            Set<String> supertypes = names.supertypes();
            return supertypes.stream().anyMatch(each -> have(each, signature));
        }
    }
}
