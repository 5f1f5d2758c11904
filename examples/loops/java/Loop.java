import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.List;

/** Gives every vector of a file to a verifier: call check in a unit test. */
final class Loop {
    /** Your library: "accept" or "reject" for each step of a vector, with no memory of another. */
    interface Verifier {
        List<String> verify(JsonNode file, JsonNode vector);
    }

    static void check(File path, Verifier verifier) throws IOException {
        JsonNode file = new ObjectMapper().readTree(path);
        int wrong = 0;
        for (JsonNode vector : file.get("vectors")) {
            List<String> expected = vector.get("steps").findValuesAsText("expect");
            List<String> answers = verifier.verify(file, vector);
            if (!answers.equals(expected)) {
                wrong++;
                String id = vector.get("id").asText();
                System.err.println(id + ": " + answers + ", must be " + expected);
            }
        }
        if (wrong > 0 || file.get("vectors").isEmpty()) {
            throw new AssertionError(path + ": " + wrong + " vectors are wrong, or there are none");
        }
    }
}
