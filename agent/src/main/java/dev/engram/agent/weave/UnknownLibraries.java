package dev.engram.agent.weave;

import dev.engram.agent.client.RedisClients;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Redis clients and vector stores that no pack is for and whose commands are not woven, each by a type
 * that an application loads which uses it. Who looks for their calls in vain is told.
 */
public final class UnknownLibraries {

    private static final String REDIS = "commands of " + RedisClients.NAMES + " are";

    private static final String STORE = "operations on it are where a library of docs/coverage.md uses it";

    private static final Map<String, Library> BY_TYPE = Map.ofEntries(
            Map.entry("com.lambdaworks.redis.RedisClient", new Library("Lettuce before version 5", REDIS)),
            Map.entry("glide.api.BaseClient", new Library("Valkey GLIDE", REDIS)),
            Map.entry("io.vertx.redis.client.Redis", new Library("the Redis client of Vert.x", REDIS)),
            Map.entry("io.milvus.client.MilvusServiceClient", new Library("the client of Milvus", STORE)),
            Map.entry("io.milvus.v2.client.MilvusClientV2", new Library("the client of Milvus", STORE)),
            Map.entry("io.pinecone.clients.Pinecone", new Library("the client of Pinecone", STORE)),
            Map.entry("io.qdrant.client.QdrantClient", new Library("the client of Qdrant", STORE)),
            Map.entry("io.weaviate.client.WeaviateClient", new Library("the client of Weaviate", STORE)),
            Map.entry("tech.amikos.chromadb.Client", new Library("the client of Chroma", STORE)));

    private UnknownLibraries() {}

    /**
     * A library that is not known.
     *
     * @param name as people call it
     * @param known what is recorded instead
     */
    private record Library(String name, String known) {}

    /** One sentence where a type, its name with dots, stands for such a library; null for any other. */
    public static @Nullable String sentence(String type) {
        Library library = BY_TYPE.get(type);
        return library == null
                ? null
                : "Calls of " + library.name + " (" + type + ") are not recorded; " + library.known
                        + ". Write rules for the classes that use it.";
    }
}
