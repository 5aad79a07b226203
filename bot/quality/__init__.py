"""How well the bot answers: question sets, judged replies, figures, and confidences fitted to them."""
